package eqmail.local;

import eqmail.bytes.Latin1;
import eqmail.fs.RealFolder;
import eqmail.mail.BodyForm;
import eqmail.maildir.Maildir;
import eqmail.maildir.UniqueNames;
import eqmail.mbox.Mbox;
import eqmail.posix.Descriptor;
import eqmail.posix.OpenFlag;
import eqmail.queue.FakeQueue;
import eqmail.queue.Origins;
import eqmail.users.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Everything a delivery needs, real but for queue and clock, below one temporary directory. */
final class Workshop {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    final Path directory;
    final Path home;
    FakeQueue queue = new FakeQueue(0, BodyForm.UNIX);
    DeliveryTools.Homes homes = RealFolder::open;
    Programs programs = new ShellPrograms(false, Duration.ofSeconds(30));
    Mbox mbox = new Mbox(Mbox.LOCK_LIMIT);
    Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");

    Workshop(Path directory) throws IOException {
        this.directory = directory;
        this.home = Files.createDirectory(directory.resolve("joe"));
    }

    LocalDelivery delivery() {
        return new LocalDelivery(new DeliveryTools(
                homes,
                new Maildir(new UniqueNames(CLOCK, 4242, "mail.example.org")),
                mbox,
                queue,
                Origins.NONE::of,
                programs,
                CLOCK,
                environment));
    }

    /** An answer of the command qmail-local. */
    record Answer(int exit, String out, String err) {}

    /** Runs the command with descriptor 0 on {@code message}. */
    Answer run(Descriptor message, java.util.List<String> args) throws IOException {
        try (Descriptor out = capture("out");
                Descriptor err = capture("err");
                Report report = new DescriptorReport(out, err)) {
            QmailLocal command =
                    new QmailLocal("qmail-local", delivery(), new FileMessage(message), report, 1001, 1001);
            int exit = command.run(args);
            return new Answer(exit, text("out"), text("err"));
        }
    }

    /** A descriptor of a file with {@code text}. */
    Descriptor message(String text) throws IOException {
        Path file = Files.write(directory.resolve("message"), Latin1.bytes(text));
        return Descriptor.open(file.toString(), OpenFlag.READ);
    }

    /** A delivery for joe without extension. */
    LocalRequest request(String defaultDelivery) {
        return request("", "", defaultDelivery);
    }

    LocalRequest request(String dash, String ext, String defaultDelivery) {
        Account account = new Account("joe", 1001, 1001, home.toString());
        return new LocalRequest(account, "joe" + dash + ext, dash, ext, "example.org", "s@x.org", defaultDelivery);
    }

    String read(String name) throws IOException {
        return Latin1.string(Files.readAllBytes(home.resolve(name)));
    }

    void write(String name, String text) throws IOException {
        Files.write(home.resolve(name), Latin1.bytes(text));
    }

    private Descriptor capture(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        return Descriptor.create(file.toString(), 0600, OpenFlag.WRITE, OpenFlag.APPEND);
    }

    private String text(String name) throws IOException {
        return Latin1.string(Files.readAllBytes(directory.resolve(name)));
    }
}
