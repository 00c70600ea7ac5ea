package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import eqmail.auth.Claim;
import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.delivery.Deliverer;
import eqmail.mail.Verdict;
import eqmail.pop3.Maildrop;
import eqmail.pop3.Maildrops.Denial;
import eqmail.pop3.Maildrops.Opening;
import eqmail.posix.Credentials;
import eqmail.posix.FileCalls;
import eqmail.users.Account;
import eqmail.users.Assignment;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mailboxes by way of the root helper, over a real socket; what needs root is skipped elsewhere, but never in CI. */
@Timeout(60)
class RootMailboxesTest {
    private static final int NETWORK = 54_306;
    private static final int JOE = 54_321;
    private static final String BIG = "Subject: big\n\n" + "0123456789abcde\n".repeat(10_000);

    @TempDir
    Path home;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private ServerSocketChannel server;
    private Thread thread = Thread.ofPlatform().unstarted(() -> {});
    private UnixDomainSocketAddress address = UnixDomainSocketAddress.of("x");

    RootMailboxesTest() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    }

    @BeforeEach
    void start() throws IOException {
        if (Credentials.effectiveUid() != 0) {
            if ("true".equals(System.getenv("CI"))) {
                fail("CI must run this as root");
            }
            Assumptions.abort("needs root: it works on files as another account");
        }
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(home.resolve("control"));
        Files.createDirectories(home.resolve("users"));
        Files.writeString(
                home.resolve("users/smtpauth"), "joe:$5$abcdefgh$J3VE9b8RLk5dzrzdzntQBZLtZyiFwAZa3z95r0zeTp3\n");
        for (String part : List.of("", "Maildir", "Maildir/tmp", "Maildir/new", "Maildir/cur")) {
            give(Files.createDirectory(home.resolve("joe").resolve(part).normalize()), 0700);
        }
        message("new/1.a", "Subject: one\n\n1\n");
        message("cur/2.b:2,S", BIG);
        address = UnixDomainSocketAddress.of(home.resolve("helper"));
        server.bind(address);
        RootCheckers checkers = new RootCheckers(home, Map.of(), log::add);
        Account joe = new Account("joe", JOE, JOE, home.resolve("joe").toString());
        Mailboxes mailboxes =
                new Mailboxes(new Control(home), name -> new Assignment(joe, "", ""), InstantSource.system(), log::add);
        Deliverer nobody = order -> new Verdict.Deferred("");
        RootDeliveries helper = new RootDeliveries(
                server,
                nobody,
                checkers,
                new RootMailboxes(home, checkers, mailboxes, NETWORK, log::add),
                new RootSecrets(home, log::add),
                peer -> NETWORK,
                NETWORK,
                log::add);
        thread = Thread.ofPlatform().start(() -> {
            try {
                helper.run();
                helper.awaitDeliveries();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        server.close();
        thread.join();
    }

    private void message(String name, String text) throws IOException {
        Path file = home.resolve("joe/Maildir").resolve(name);
        Files.writeString(file, text);
        give(file, 0600);
        Instant time = Instant.ofEpochSecond(1_700_000_000);
        FileCalls.times(file.toString(), time, time);
    }

    private static void give(Path file, int mode) throws IOException {
        FileCalls.mode(file.toString(), mode);
        FileCalls.owner(file.toString(), JOE, JOE);
    }

    private Opening open(String password) {
        return new HelperMaildrops(new HelperSocket(address, time -> {}), log::add)
                .open(new Claim("joe", password, ""), Map.of());
    }

    private Maildrop opened() {
        return ((Opening.Opened) open("s3cr3t")).maildrop();
    }

    private static String read(Maildrop maildrop, int index) throws IOException {
        try (InputStream in = maildrop.open(index)) {
            return Latin1.string(in.readAllBytes());
        }
    }

    @Test
    void showsTheMailboxOfWhoeverIsRightAndOfNobodyElse() throws IOException {
        assertThat(open("wrong")).isEqualTo(new Opening.Denied(Denial.WRONG));
        try (Maildrop maildrop = opened()) {
            assertThat(maildrop.entries())
                    .containsExactly(new Maildrop.Entry("1.a", 16), new Maildrop.Entry("2.b", BIG.length()));
            assertThat(read(maildrop, 1)).isEqualTo(BIG);
            assertThat(read(maildrop, 0)).isEqualTo("Subject: one\n\n1\n");
        }
    }

    @Test
    void ownRulesMayBeNamedByRootOnly() throws IOException {
        Path checker = home.resolve("control/checker");
        Files.writeString(checker, "qmail-chkpw true\n");
        opened().close();
        assertThat(open("wrong")).isEqualTo(new Opening.Denied(Denial.WRONG));
        FileCalls.owner(checker.toString(), JOE, JOE);
        assertThat(open("s3cr3t")).isEqualTo(new Opening.Denied(Denial.TROUBLE));
    }

    @Test
    void aMessageNeedNotBeReadToItsEnd() throws IOException {
        try (Maildrop maildrop = opened()) {
            try (InputStream in = maildrop.open(1)) {
                assertThat(in.readNBytes(7)).hasSize(7);
            }
            assertThat(read(maildrop, 0)).isEqualTo("Subject: one\n\n1\n");
        }
    }

    @Test
    void removesAndMarksAsTheOwner() throws IOException {
        try (Maildrop maildrop = opened()) {
            BitSet second = new BitSet();
            second.set(1);
            assertThat(maildrop.finish(second)).isZero();
        }
        assertThat(FileCalls.list(home.resolve("joe/Maildir/cur").toString())).containsExactly("1.a:2,");
        assertThat(home.resolve("joe/Maildir/new")).isEmptyDirectory();
    }

    @Test
    void filesOfOthersInTheMailboxStayClosed() throws IOException {
        Path secret = home.resolve("secret");
        Files.writeString(secret, "of root\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.createSymbolicLink(home.resolve("joe/Maildir/new/0.link"), secret);
        FileCalls.times(secret.toString(), Instant.EPOCH, Instant.EPOCH);
        try (Maildrop maildrop = opened()) {
            assertThat(maildrop.entries().getFirst().uid()).isEqualTo("0.link");
            assertThatThrownBy(() -> maildrop.open(0)).isInstanceOf(IOException.class);
            assertThat(read(maildrop, 1)).isEqualTo("Subject: one\n\n1\n");
        }
    }

    @Test
    void aMailboxIsFreeWhenItsSessionIsOver() {
        try (Maildrop maildrop = opened()) {
            assertThat(maildrop.entries()).hasSize(2);
            assertThat(open("s3cr3t")).isEqualTo(new Opening.Denied(Denial.IN_USE));
        }
        Awaitility.await().until(this::canBeOpened);
    }

    private boolean canBeOpened() {
        Opening opening = open("s3cr3t");
        if (opening instanceof Opening.Opened opened) {
            opened.maildrop().close();
        }
        return opening instanceof Opening.Opened;
    }

    @Test
    void passwordsThatTheServerCouldHaveWrittenProveNothing() throws IOException {
        FileCalls.owner(home.resolve("users/smtpauth").toString(), NETWORK, 0);
        assertThat(open("s3cr3t")).isEqualTo(new Opening.Denied(Denial.TROUBLE));
        FileCalls.owner(home.resolve("users/smtpauth").toString(), 0, 0);
        FileCalls.mode(home.resolve("users/smtpauth").toString(), 0660);
        assertThat(open("s3cr3t")).isEqualTo(new Opening.Denied(Denial.TROUBLE));
        assertThat(log).allMatch(line -> line.contains("users/smtpauth: must be a file"));
    }

    @Test
    void numbersOfMessagesThatAreNoneEndTheSession() throws IOException {
        try (Maildrop maildrop = opened()) {
            assertThatThrownBy(() -> maildrop.open(2)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> maildrop.open(0)).isInstanceOf(IOException.class);
        }
        try (Maildrop maildrop = opened()) {
            BitSet third = new BitSet();
            third.set(2);
            assertThatThrownBy(() -> maildrop.finish(third)).isInstanceOf(IOException.class);
        }
        assertThat(FileCalls.list(home.resolve("joe/Maildir/new").toString())).containsExactly("1.a");
    }
}
