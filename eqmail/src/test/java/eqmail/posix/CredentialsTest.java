package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CredentialsTest {
    private static final int USER = 54_321;
    private static final int GROUP = 54_322;
    private static final int EXTRA = 777;
    private static final Path SHADOW = Path.of("/etc/shadow");

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() throws IOException {
        Root.required();
        FileCalls.mode(folder.toString(), 0777);
    }

    private static FileCredentials asUser() throws PosixException {
        return Credentials.files(USER, GROUP, EXTRA);
    }

    private static String status(String of) throws IOException {
        return Pattern.compile("^(Uid|Gid|Groups|CapEff):.*$", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of(of)))
                .results()
                .map(match -> match.group().replaceAll("\\s+", " ").strip())
                .reduce("", (a, b) -> a + b + "; ");
    }

    @Test
    void worksOnFilesAsTheUserInOneThreadOnly() throws Exception {
        Streams.onPlatformThread(() -> {
            String before = status("/proc/thread-self/status");
            try (FileCredentials as = asUser()) {
                assertThat(status("/proc/thread-self/status"))
                        .isEqualTo("Uid: 0 0 0 54321; Gid: 0 0 0 54322; Groups: 777; CapEff: 0000000000000020; ");
                Descriptor.create(folder + "/his", 0600, OpenFlag.WRITE).close();
                Files.createFile(folder.resolve("javas"));
                assertThatExceptionOfType(PosixException.class)
                        .isThrownBy(() -> Descriptor.open(SHADOW.toString(), OpenFlag.READ))
                        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EACCES));
                assertThatThrownBy(() -> Files.readAllBytes(SHADOW)).isInstanceOf(AccessDeniedException.class);
                assertThat(as).isNotNull();
            }
            assertThat(status("/proc/thread-self/status")).isEqualTo(before);
            assertThat(Files.readAllBytes(SHADOW)).isNotNull();
        });
        assertThat(Files.readAllBytes(SHADOW)).isNotNull();
        for (String name : List.of("/his", "/javas")) {
            FileStatus made = FileCalls.stat(folder + name).orElseThrow();
            assertThat(made.uid()).isEqualTo(USER);
            assertThat(made.gid()).isEqualTo(GROUP);
        }
    }

    @Test
    void hasTheGroupsOfTheUserAndNoOthers() throws Exception {
        for (int gid : List.of(GROUP, EXTRA, 0)) {
            Descriptor file = Descriptor.create(folder + "/" + gid, 0640, OpenFlag.WRITE);
            file.owner(-1, gid);
            file.close();
        }
        Streams.onPlatformThread(() -> {
            try (FileCredentials as = asUser()) {
                Descriptor.open(folder + "/" + GROUP, OpenFlag.READ).close();
                Descriptor.open(folder + "/" + EXTRA, OpenFlag.READ).close();
                assertThatThrownBy(() -> Descriptor.open(folder + "/0", OpenFlag.READ))
                        .isInstanceOf(PosixException.class);
                assertThat(as).isNotNull();
            }
        });
    }

    @Test
    void staysOutOfReachOfTheUser() throws Exception {
        String harm = "t=$1; kill -0 $t && echo kill; prlimit --pid $t --nofile=64:64 && echo prlimit;"
                + " renice -n 5 -p $t >&2 && echo renice; taskset -p 1 $t >&2 && echo taskset;"
                + " head -c 1 /proc/$t/environ >&2 && echo environ; ls /proc/$t/fd/ >&2 && echo fd; exit 0";
        Streams.onPlatformThread(() -> {
            String[] thread = FileCalls.readLink("/proc/thread-self").split("/");
            try (FileCredentials as = asUser();
                    Descriptor nowhere = Descriptor.open("/dev/null", OpenFlag.WRITE);
                    Child own =
                            Streams.shell("exec sleep 1000").user(USER, GROUP).start()) {
                awaitUser(own.pid());
                for (String target : List.of(thread[0], thread[2])) {
                    assertThat(Streams.output(Streams.shell(harm, target)
                                    .user(USER, GROUP)
                                    .descriptor(2, nowhere)))
                            .as("against " + target)
                            .isEmpty();
                }
                assertThat(Streams.output(Streams.shell(harm, "" + own.pid())
                                .user(USER, GROUP)
                                .descriptor(2, nowhere)))
                        .as("against a process of his own")
                        .isEqualTo("kill\nprlimit\nrenice\ntaskset\nenviron\nfd\n");
                assertThat(as).isNotNull();
            }
        });
    }

    /** The identity tool runs before the program does. */
    private static void awaitUser(int pid) {
        await().until(() ->
                Files.readString(Path.of("/proc/" + pid + "/cmdline")).startsWith("sleep"));
    }

    @Test
    void belongsToTheThreadThatTookIt() throws Exception {
        assertThatThrownBy(() -> Streams.onVirtualThread(CredentialsTest::asUser))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Credentials.files(0, 0)).isInstanceOf(IllegalArgumentException.class);
        Streams.onPlatformThread(() -> {
            try (FileCredentials as = asUser()) {
                Thread other = new Thread(as::close);
                boolean[] refused = new boolean[1];
                other.setUncaughtExceptionHandler((t, e) -> refused[0] = e instanceof IllegalStateException);
                other.start();
                other.join();
                assertThat(refused[0]).isTrue();
                assertThatThrownBy(CredentialsTest::asUser).isInstanceOf(PosixException.class);
            }
            assertThat(Files.readAllBytes(SHADOW)).isNotNull();
        });
    }

    @Test
    void launchesAProgramAsTheUser() throws Exception {
        Launch launch = Launch.of("/bin/cat", "/proc/self/status").user(USER, GROUP, GROUP, EXTRA);
        String text = Streams.output(launch);
        assertThat(text.replaceAll("[ \\t]+", " "))
                .contains("Uid: 54321 54321 54321 54321\n", "Gid: 54322 54322 54322 54322\n", "Groups: 777 54322")
                .contains("CapPrm: 0000000000000000\nCapEff: 0000000000000000\n");
        assertThat(Streams.output(Streams.shell("id -G").user(USER, GROUP))).isEqualTo("54322\n");
    }

    @Test
    void launchesFromAThreadThatWorksAsTheUser() throws Exception {
        String home = folder + "/home";
        FileCalls.makeDirectory(home, 0700);
        FileCalls.owner(home, USER, GROUP);
        Streams.onPlatformThread(() -> {
            try (FileCredentials as = asUser()) {
                Launch launch = Launch.of("/bin/cat", "/proc/self/status")
                        .user(USER, GROUP, EXTRA)
                        .directory(home);
                assertThat(Streams.output(launch).replaceAll("\\s+", " ")).contains("Uid: 54321 54321 54321 54321");
                assertThat(Streams.output(Launch.of("/bin/pwd")
                                .user(USER, GROUP)
                                .directory(home)
                                .environment(Map.of())))
                        .endsWith("/home\n");
                assertThat(as).isNotNull();
            }
        });
    }

    @Test
    void refusesAProgramThatTheUserMayNotRun() throws Exception {
        Descriptor file = Descriptor.create(folder + "/roots", 0700, OpenFlag.WRITE);
        file.writeAll("#!/bin/sh\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        file.close();
        refused(Launch.of(folder + "/none").user(USER, GROUP), Errno.ENOENT);
        Streams.onPlatformThread(() -> {
            try (FileCredentials as = asUser()) {
                refused(Launch.of(folder + "/roots").user(USER, GROUP), Errno.EACCES);
                assertThat(as).isNotNull();
            }
        });
        try (Child child =
                Launch.of(folder + "/roots").user(USER, GROUP).pipeFrom(2).start()) {
            assertThat(Streams.all(child.from(2))).startsWith("chroot: ");
            assertThat(child.waitFor().code()).isEqualTo(126);
        }
    }

    private static void refused(Launch launch, Errno errno) {
        assertThatExceptionOfType(PosixException.class)
                .isThrownBy(launch::start)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @Test
    void becomesAUserForGoodInAllThreads() throws Exception {
        try (Child child = Streams.java(BecomesAUser.class).pipeFrom(1).start()) {
            assertThat(Streams.all(child.from(1)))
                    .isEqualTo("[Uid: 54321 54321 54321 54321; Gid: 54322 54322 54322 54322; Groups: 777;"
                            + " CapEff: 0000000000000000; ]\n54321 54321 54322\npermission denied\npermission"
                            + " denied\n54321\n");
            assertThat(child.waitFor().ok()).isTrue();
        }
    }

    /** A JVM that drops its privileges; run by {@link #becomesAUserForGoodInAllThreads}. */
    static final class BecomesAUser {
        private BecomesAUser() {}

        public static void main(String[] args) throws Exception {
            Streams.onVirtualThread(() -> {});
            Thread.ofPlatform().daemon().start(java.util.concurrent.locks.LockSupport::park);
            Credentials.become(USER, GROUP, EXTRA);
            TreeSet<String> all = new TreeSet<>();
            for (String thread : FileCalls.list("/proc/self/task")) {
                all.add(status("/proc/self/task/" + thread + "/status"));
            }
            System.out.println(all);
            System.out.println(Credentials.uid() + " " + Credentials.effectiveUid() + " " + Credentials.gid());
            complain(() -> Credentials.become(USER + 1, GROUP));
            complain(() -> Credentials.files(USER + 1, GROUP));
            System.out.print(Streams.output(Streams.shell("id -u")));
        }

        private static void complain(Streams.Task task) throws Exception {
            try {
                task.run();
            } catch (PosixException e) {
                System.out.println(e.text());
            }
        }
    }
}
