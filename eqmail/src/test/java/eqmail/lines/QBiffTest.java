package eqmail.lines;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.posix.Credentials;
import eqmail.posix.FileCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QBiffTest {
    private static final int RECORD = System.getProperty("os.arch").equals("aarch64") ? 400 : 384;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream logins = new ByteArrayOutputStream();

    private void login(String terminal, String user) {
        byte[] record = new byte[RECORD];
        byte[] line = Latin1.bytes(terminal);
        byte[] name = Latin1.bytes(user);
        System.arraycopy(line, 0, record, 8, line.length);
        System.arraycopy(name, 0, record, 44, name.length);
        logins.writeBytes(record);
    }

    private Path terminal(String name, int mode) throws IOException {
        Path device = Files.createFile(folder.resolve(name));
        FileCalls.mode(device.toString(), mode);
        return device;
    }

    private int announce(String user, String message) throws IOException {
        Path utmp = Files.write(folder.resolve("utmp"), logins.toByteArray());
        Line line = new Line(folder, Map.of("USER", user, "LOCAL", "joe-\u00fc", "SENDER", "who@a.b"));
        int exit = line.run("qbiff", new QBiff(new Terminals(utmp, folder.toString())), List.of(), message);
        assertThat(line.err()).isEmpty();
        return exit;
    }

    @Test
    void writesToTheTerminalsThatWantIt() throws IOException {
        login("one", "joe");
        login("two", "bob");
        login("three", "joe");
        Path one = terminal("one", 0700);
        Path two = terminal("two", 0700);
        Path three = terminal("three", 0600);
        assertThat(announce("joe", "Subject: Hi\nX: y\nSubject:\n there\n\nbo\033dy\n"))
                .isZero();
        assertThat(Files.readString(one))
                .isEqualTo("\r\n\007*** TO <joe-_> FROM <who@a.b>\r\n    Hi/there//bo/dy/\r\n");
        assertThat(two).isEmptyFile();
        assertThat(three).isEmptyFile();
    }

    @Test
    void cutsTheTextToALine() throws IOException {
        login("one", "joe");
        Path one = terminal("one", 0700);
        assertThat(announce("joe", "Subject: s\n\n" + "x".repeat(200_000))).isZero();
        assertThat(Files.readString(one).lines().toList().getLast()).hasSize(78).endsWith("xxx");
    }

    @Test
    void leavesFilesOutsideAlone() throws IOException {
        login("/etc/motd", "joe");
        login("../victim", "joe");
        login("", "joe");
        Path inside = Files.createDirectory(folder.resolve("dev"));
        Path victim = terminal("victim", 0700);
        Path utmp = Files.write(folder.resolve("utmp"), logins.toByteArray());
        new Terminals(utmp, inside.toString()).write("joe", "text");
        assertThat(victim).isEmptyFile();
        assertThat(announce("x".repeat(33), "\n")).isZero();
    }

    @Test
    void writesToNobodyElsesTerminal() throws IOException {
        login("one", "joe");
        Path one = terminal("one", 0700);
        if (Credentials.uid() == 0) {
            FileCalls.owner(one.toString(), 4711, -1);
        } else {
            FileCalls.mode(one.toString(), 0600);
        }
        assertThat(announce("joe", "Subject: s\n\n")).isZero();
        assertThat(one).isEmptyFile();
    }
}
