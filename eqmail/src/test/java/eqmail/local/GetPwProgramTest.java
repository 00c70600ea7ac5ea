package eqmail.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eqmail.bytes.Latin1;
import eqmail.delivery.Replaceable;
import eqmail.users.Account;
import eqmail.users.Assignment;
import eqmail.users.LookupException;
import eqmail.users.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stand-in for bin/qmail-getpw. */
class GetPwProgramTest {
    @TempDir
    Path home;

    private Users.Accounts accounts(String script) throws IOException {
        Path program = Files.createDirectory(home.resolve("bin")).resolve("qmail-getpw");
        Files.write(program, Latin1.bytes("#!/bin/sh\n" + script));
        Files.setAttribute(program, "unix:mode", 0755);
        return GetPwProgram.orRule(
                home, new Replaceable(home, home.resolve("none")), false, Map.of("PATH", "/usr/bin:/bin"));
    }

    @Test
    void answersWithSixFields() throws Exception {
        assertThat(accounts("printf 'u\\0007\\0008\\000/h\\000-\\000%s\\000' \"$1\"; cat")
                        .find("L\u00e4"))
                .isEqualTo(new Assignment(new Account("u", 7, 8, "/h"), "-", "L\u00e4"));
    }

    @ParameterizedTest
    @CsvSource({"exit 111, 111", "exit 100, 100", "exit 126, 121", "kill -9 $$, 118", "echo nonsense, 112", "yes, 118"})
    void tellsByACodeWhyThereIsNoAnswer(String script, int code) throws IOException {
        Users.Accounts accounts = accounts(script);
        assertThatExceptionOfType(LookupException.class)
                .isThrownBy(() -> accounts.find("x"))
                .matches(e -> e.exitCode() == code, "exit code " + code);
    }

    @Test
    void isNotAskedWhenThereIsNone() throws Exception {
        Users.Accounts accounts =
                GetPwProgram.orRule(home, new Replaceable(home, home.resolve("none")), false, Map.of());
        assertThat(accounts).isNotInstanceOf(GetPwProgram.class);
    }
}
