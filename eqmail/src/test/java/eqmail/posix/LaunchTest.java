package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LaunchTest {
    @TempDir
    Path folder;

    private Path script(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private static void refused(Launch launch, Errno errno) {
        assertThatExceptionOfType(PosixException.class)
                .isThrownBy(launch::start)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @Test
    void passesArgumentsAndEnvironmentByteByByte() throws IOException {
        Launch launch = Launch.of("/bin/sh", "-c", "printf '%s|' \"$0\" \"$@\" \"$X\"; env", "\u00ff", "", "a\nb")
                .environment(Map.of("X", "\u00e9=\u00a0"));
        assertThat(Streams.output(launch))
                .startsWith("\u00ff||a\nb|\u00e9=\u00a0|")
                .contains("X=\u00e9=\u00a0\n");
    }

    @Test
    void givesNoEnvironmentByDefault() throws IOException {
        assertThat(Streams.output(Launch.of("/usr/bin/env"))).isEmpty();
    }

    @Test
    void namesTheProgramAsAsked() throws IOException {
        assertThat(Streams.output(Launch.of("/bin/sh", "-c", "tr '\\0' '|' </proc/$$/cmdline")
                        .name("-odd")
                        .environment(Map.of("PATH", "/usr/bin:/bin"))))
                .startsWith("-odd|-c|");
    }

    @Test
    void readsTheRequestOfACheckerFromDescriptorThree() throws IOException {
        try (Child child = Streams.shell("cat <&3 | tr '\\0' '|'; exit 31")
                .pipeTo(3)
                .pipeFrom(1)
                .start()) {
            Streams.send(child.to(3), "user\0pass\0stamp\0");
            assertThat(Streams.all(child.from(1))).isEqualTo("user|pass|stamp|");
            assertThat(child.waitFor()).isEqualTo(new Exit(31));
        }
    }

    @Test
    void feedsAQueueProgramOnDescriptorsZeroAndOne() throws IOException {
        try (Child child = Streams.shell("cat >&2; cat <&1 >&2; exit 54")
                .pipeTo(0)
                .pipeTo(1)
                .pipeFrom(2)
                .start()) {
            Streams.send(child.to(0), "message ");
            Streams.send(child.to(1), "Fa@b\0Tc@d\0\0");
            assertThat(Streams.all(child.from(2))).isEqualTo("message Fa@b\0Tc@d\0\0");
            assertThat(child.waitFor().code()).isEqualTo(54);
        }
    }

    @Test
    void swapsDescriptorsWithoutLosingOne() throws IOException {
        try (Pipe zero = Pipe.create();
                Pipe one = Pipe.create();
                Pipe out = Pipe.create()) {
            Streams.send(zero.write(), "A");
            Streams.send(one.write(), "B");
            int low = Math.min(zero.read().number(), one.read().number());
            int high = Math.max(zero.read().number(), one.read().number());
            try (Child child = Streams.shell("cat /dev/fd/$1 /dev/fd/$2", "" + high, "" + low)
                    .descriptor(low, Descriptor.of(high))
                    .descriptor(high, Descriptor.of(low))
                    .descriptor(1, out.write())
                    .start()) {
                out.write().close();
                assertThat(Streams.all(out.read())).isEqualTo(low == zero.read().number() ? "AB" : "BA");
                assertThat(child.waitFor().ok()).isTrue();
            }
        }
    }

    @Test
    void closesWhatIsNotNamed() throws IOException {
        try (Descriptor open = Descriptor.open("/dev/null", OpenFlag.READ)) {
            Launch launch =
                    Launch.of("/bin/ls", "/proc/self/fd").descriptor(0, open).descriptor(6, open);
            // 3 is what ls itself opens to read the directory
            assertThat(Streams.output(launch)).isEqualTo("0\n1\n2\n3\n6\n");
            assertThat(Streams.output(
                            Launch.of("/bin/ls", "/proc/self/fd").closed(0).closed(2)))
                    .isEqualTo("0\n1\n");
        }
    }

    @Test
    void startsInADirectoryToWhichTheProgramIsRelative() throws IOException {
        script("where", "#!/bin/sh\npwd -P\n");
        assertThat(Streams.output(Launch.of("./where").directory(folder.toString())))
                .isEqualTo(folder.toRealPath() + "\n");
    }

    @Test
    void searchesAPathAsExecvpDoes() throws IOException {
        script("prog", "#!/bin/sh\necho found\n");
        Files.createDirectories(folder.resolve("other/prog"));
        String path = "/nonexistent:" + folder + "/other:" + folder;
        assertThat(Streams.output(Launch.of("prog").searching(path))).isEqualTo("found\n");
        assertThat(Streams.output(Launch.of("prog").searching("/nonexistent:").directory(folder.toString())))
                .isEqualTo("found\n");
        refused(Launch.of("missing").searching(path), Errno.ENOENT);
        refused(Launch.of("prog").searching(folder + "/other:/nonexistent"), Errno.EACCES);
        refused(Launch.of("other/prog").searching(path), Errno.ENOENT);
    }

    @Test
    void tellsWhyAProgramDoesNotRun() throws IOException {
        refused(Launch.of(folder + "/none"), Errno.ENOENT);
        refused(Launch.of(folder.toString()), Errno.EACCES);
        refused(Launch.of("/etc/passwd"), Errno.EACCES);
        refused(Launch.of(script("garbage", "no interpreter named\n").toString()), Errno.ENOEXEC);
        Path busy = script("busy", "#!/bin/sh\n");
        try (Descriptor writer = Descriptor.open(busy.toString(), OpenFlag.WRITE)) {
            refused(Launch.of(busy.toString()), Errno.ETXTBSY);
            assertThat(writer.number()).isPositive();
        }
        assertThatExceptionOfType(PosixException.class)
                .isThrownBy(
                        () -> Launch.of("/bin/true").directory(folder + "/none").start())
                .satisfies(e -> assertThat(e.call()).isEqualTo("open"));
    }

    @Test
    void startsWithCleanSignals() throws IOException {
        String signals = Streams.output(Launch.of("/bin/grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"));
        assertThat(signals.replaceAll("\\s+", " ")).isEqualTo("SigBlk: 0000000000000000 SigIgn: 0000000000000000 ");
    }

    @Test
    void leaksNoDescriptor() throws IOException {
        List<String> before = open();
        for (int i = 0; i < 3; i++) {
            Streams.output(Streams.shell("echo x >&5").pipeFrom(5).descriptor(3, Descriptor.of(1)));
            refused(Launch.of("/none").pipeTo(0).pipeFrom(1).directory("/"), Errno.ENOENT);
        }
        assertThat(open()).isEqualTo(before);
    }

    private static List<String> open() {
        return List.of(new java.io.File("/proc/self/fd").list()).stream()
                .filter(fd -> Files.isSymbolicLink(Path.of("/proc/self/fd/" + fd)))
                .toList();
    }

    @Test
    void replacesThisProcess() throws IOException {
        try (Child child = Streams.java(BecomesAnother.class)
                .pipeFrom(1)
                .environment(Map.of("OLD", "x"))
                .start()) {
            String text = Streams.all(child.from(1));
            assertThat(text)
                    .isEqualTo("file does not existfalse\nargv0 one\n" + child.pid()
                            + "\nNEW=y\n0\n1\n2\n3\n4\n"); // 3: the shell looks
            assertThat(child.waitFor().code()).isEqualTo(7);
        }
    }

    /** A JVM that becomes a shell; run by {@link #replacesThisProcess}. */
    static final class BecomesAnother {
        private BecomesAnother() {}

        public static void main(String[] args) throws IOException {
            String script = "echo $0 $1; echo $$; /usr/bin/env | /bin/grep NEW; for f in /proc/$$/fd/*; do echo"
                    + " ${f##*/}; done; exit 7";
            try {
                Launch.of("/none")
                        .descriptor(4, Descriptor.of(0))
                        .closed(0)
                        .directory("/etc")
                        .replaceProcess();
            } catch (PosixException e) {
                System.out.println(
                        e.text() + Path.of("/proc/self/cwd").toRealPath().endsWith("etc"));
            }
            Launch.of("sh", "-c", script, "argv0", "one")
                    .searching("/nonexistent:/bin")
                    .environment(Map.of("NEW", "y"))
                    .descriptor(4, Descriptor.of(0))
                    .replaceProcess();
        }
    }

    @Test
    void writesBytesThatTheProgramEchoes() throws Exception {
        byte[] bytes = new byte[300_000];
        new java.util.Random(2).nextBytes(bytes);
        Streams.onVirtualThread(() -> {
            try (Child child = Launch.of("/bin/cat").pipeTo(0).pipeFrom(1).start()) {
                Thread writer = Thread.ofVirtual().start(() -> {
                    try {
                        Streams.send(child.to(0), Latin1.string(bytes));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                assertThat(Latin1.bytes(Streams.all(child.from(1)))).isEqualTo(bytes);
                writer.join();
                assertThat(child.waitFor().ok()).isTrue();
            }
        });
    }
}
