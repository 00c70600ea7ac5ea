package eqmail.cli;

import eqmail.fs.Folder;
import eqmail.fs.RealFolder;
import eqmail.mailboxes.MaildirMake;
import eqmail.mailboxes.MaildirToMbox;
import eqmail.mailboxes.MaildirWatch;
import eqmail.posix.FileCalls;
import java.io.IOException;
import java.time.InstantSource;

/** {@code maildirmake}, {@code maildir2mbox}, {@code maildirwatch}: commands for the mail of whoever calls them. */
final class MailboxCommand implements Program {
    /** Mail is nobody else's business. */
    private static final int UMASK = 077;

    @Override
    public int run(Invocation in) throws IOException, InterruptedException {
        FileCalls.umask(UMASK);
        String directory = in.directory().toString();
        try (Folder start = directory.isEmpty() ? RealFolder.here() : RealFolder.open(directory)) {
            return switch (in.name()) {
                case "maildirmake" -> new MaildirMake(start, in.stderr()).run(in.args());
                case "maildir2mbox" -> new MaildirToMbox(in.env(), start, InstantSource.system(), in.stderr()).run();
                default ->
                    new MaildirWatch(in.env(), start, InstantSource.system(), Thread::sleep, in.stdout(), in.stderr())
                            .run();
            };
        }
    }
}
