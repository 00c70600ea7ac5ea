package eqmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedProgramTest {
    @TempDir
    Path home;

    @BeforeEach
    void lay() throws IOException {
        program("bin/good", "#!/bin/sh\n");
    }

    private void program(String name, String text) throws IOException {
        Golden.lay(home, name, text);
        Files.setPosixFilePermissions(home.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String fault(String name) {
        return NamedProgram.fault(home, name).orElse("");
    }

    @Test
    void saysNothingOfWhatWouldStart() throws IOException {
        program("bin/elf", "\177ELF");
        assertThat(fault("bin/good")).isEmpty();
        assertThat(fault("bin/elf")).isEmpty();
        assertThat(fault("/bin/sh")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'#!/no/such/sh -e;'   | bin/x needs /no/such/sh, which does not exist",
                "'#! /no/such/sh'      | bin/x needs /no/such/sh, which does not exist",
                "'#!;'                 | bin/x names no interpreter behind #!",
                "'#!/bin/sh^;'         | bin/x has a carriage return at the end of its first line",
            })
    void seesThatAScriptHasNoInterpreter(String text, String fault) throws IOException {
        program("bin/x", text.replace(';', '\n').replace('^', '\r'));
        assertThat(fault("bin/x")).isEqualTo(fault);
    }

    @Test
    void seesWhatIsNoProgram() throws IOException {
        Golden.lay(home, "bin/text", "#!/bin/sh\n");
        assertThat(fault("bin/none")).isEqualTo("bin/none does not exist");
        assertThat(fault("bin")).isEqualTo("bin is not a program");
        assertThat(fault("bin/text")).isEqualTo("bin/text is not executable");
        assertThat(fault("bin/a\0b")).isEqualTo("bin/a\0b is not a file name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sed s/a/b/",
                "\"$QMAIL/bin/x\"",
                "for i in /a; do x; done",
                "a=/b c",
                " bin/good -x",
                "bin/good|y"
            })
    void leavesToTheShellWhatIsNoPlainPath(String command) {
        assertThat(NamedProgram.faultOfShell(home, command)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bin/none -x, bin/none does not exist", "/none;x, /none does not exist", "' ', no command"})
    void looksForThePathThatACommandBeginsWith(String command, String fault) {
        assertThat(NamedProgram.faultOfShell(home, command)).contains(fault);
    }

    @Test
    void looksInPath() {
        String path = "/no/such:" + home.resolve("bin");
        assertThat(NamedProgram.faultInPath(path, "good")).isEmpty();
        assertThat(NamedProgram.faultInPath(path, "none")).isEqualTo(Optional.of("none is in no directory of PATH"));
    }
}
