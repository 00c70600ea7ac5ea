package eqmail.mailboxes;

import eqmail.bytes.Latin1;
import eqmail.fs.Folder;
import eqmail.fs.FolderFile;
import eqmail.header.Excerpt;
import eqmail.header.FieldName;
import eqmail.header.HeaderReader;
import eqmail.maildir.MaildirReader;
import eqmail.maildir.MaildirReader.Mail;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code maildirwatch}: shows the new messages of MAILDIR on a terminal, again and again. */
public final class MaildirWatch {
    private static final String NAME = "maildirwatch";
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final String CLEAR_SCREEN = "\033[;H\033[;J";
    private static final String BOLD = "\033[1m";
    private static final String PLAIN = "\033[0m\n";
    /** Two lines of a terminal, with some room. */
    private static final int TEXT_BYTES = 158;

    private final Map<String, String> env;
    private final Folder start;
    private final InstantSource clock;
    private final Pause pause;
    private final OutputStream stdout;
    private final OutputStream stderr;

    /** How the time between two looks passes: {@code Thread::sleep} but in tests. */
    @FunctionalInterface
    public interface Pause {
        /** Lets {@code time} pass. */
        void pass(Duration time) throws InterruptedException;
    }

    /**
     * Made for one run.
     *
     * @param start where a relative MAILDIR begins
     */
    public MaildirWatch(
            Map<String, String> env,
            Folder start,
            InstantSource clock,
            Pause pause,
            OutputStream stdout,
            OutputStream stderr) {
        this.env = env;
        this.start = start;
        this.clock = clock;
        this.pause = pause;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Watches until the maildir is gone, or nobody looks any more; the exit code. */
    public int run() throws IOException, InterruptedException {
        try {
            String name = env.get("MAILDIR");
            if (name == null) {
                throw new Fault("MAILDIR not set");
            }
            try (Folder maildir = enter(name)) {
                while (shown(screen(maildir))) {
                    pause.pass(PAUSE);
                }
            }
            return Fault.TEMPORARY;
        } catch (Fault fault) {
            return fault.tell(stderr, NAME);
        }
    }

    private Folder enter(String name) throws Fault {
        try {
            return start.folder(name);
        } catch (PosixException e) {
            throw new Fault("unable to chdir to " + name, e);
        }
    }

    private boolean shown(String screen) {
        try {
            stdout.write(Latin1.bytes(screen));
            return true;
        } catch (IOException terminalIsGone) {
            return false;
        }
    }

    private String screen(Folder maildir) throws Fault {
        MaildirReader reader = new MaildirReader(maildir, clock.instant());
        reader.clean();
        List<Mail> mails = new ArrayList<>();
        try {
            reader.list("new", mails);
        } catch (PosixException e) {
            throw new Fault("unable to scan $MAILDIR/new", e);
        }
        StringBuilder screen = new StringBuilder(CLEAR_SCREEN);
        for (Mail mail : mails) {
            Glance glance = Glance.at(maildir, mail);
            if (glance != null) {
                glance.show(screen);
            }
        }
        return screen.toString();
    }

    /** What is shown of one message. */
    private static final class Glance {
        private String sender = "?";
        private String recipient = "?";
        private String from = "";
        private final Excerpt text = new Excerpt("", TEXT_BYTES);

        /** Null for a message that somebody has just taken away. */
        static @Nullable Glance at(Folder maildir, Mail mail) {
            Glance glance = new Glance();
            try (FolderFile file = maildir.open(mail.name(), OpenFlag.READ)) {
                glance.read(new HeaderReader(new FileInput(file)));
                return glance;
            } catch (HeaderReader.HeaderTooLong e) {
                return glance;
            } catch (IOException gone) {
                return null;
            }
        }

        private void read(HeaderReader message) throws IOException {
            String field;
            while ((field = message.next()) != null) {
                switch (FieldName.of(field)) {
                    case RETURN_PATH -> sender = value(field, sender);
                    case DELIVERED_TO -> recipient = value(field, recipient);
                    case FROM -> from = withoutLineEnd(field);
                    case SUBJECT -> text.add(FieldName.bareValue(field));
                    default -> {}
                }
            }
            message.copyBody(text::add);
        }

        private static String value(String field, String without) {
            String value = FieldName.bareValue(field);
            return value.isEmpty() ? without : withoutLineEnd(value);
        }

        private static String withoutLineEnd(String text) {
            return text.substring(0, text.length() - 1);
        }

        void show(StringBuilder screen) {
            screen.append("FROM ").append(Excerpt.visible(sender, '?'));
            screen.append(" TO <").append(Excerpt.visible(recipient, '?')).append(">\n");
            if (!from.isEmpty()) {
                screen.append(BOLD).append(Excerpt.visible(from, '/')).append(PLAIN);
            }
            screen.append(text.visible()).append("\n\n");
        }
    }

    private static final class FileInput extends InputStream {
        private final FolderFile file;

        FileInput(FolderFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return file.read(into, offset, length);
        }
    }
}
