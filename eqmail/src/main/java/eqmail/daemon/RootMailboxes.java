package eqmail.daemon;

import eqmail.auth.Checker.Answer;
import eqmail.auth.Claim;
import eqmail.auth.SmtpAuthChecker;
import eqmail.log.Log;
import eqmail.pop3.Maildrop;
import eqmail.pop3.Maildrops.Denial;
import eqmail.pop3.Maildrops.Opening;
import eqmail.posix.Credentials;
import eqmail.posix.FileCalls;
import eqmail.posix.FileCredentials;
import eqmail.posix.FileStatus;
import eqmail.users.Account;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The root helper's part in POP3: sees for itself that a claim is true, and then shows and empties the Maildir of that
 * account as that account, message by message. What a client of the network says is not read here: only numbers of messages.
 */
final class RootMailboxes {
    /** Half of what the helper does at a time; deliveries keep the other half. */
    static final int MOST = RootDeliveries.MAX_DELIVERIES / 2;

    private static final String PASSWORDS = "users/smtpauth";
    private static final int WRITABLE_FOR_OTHERS = 0022;

    private final Path home;
    private final RootCheckers checkers;
    private final Mailboxes mailboxes;
    private final int networkUid;
    private final Log log;
    private final Semaphore places = new Semaphore(MOST);
    /** Hashing takes a processor for a while; more at a time would only slow deliveries. */
    private final Semaphore hashing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    /**
     * Serves mailboxes of {@code mailboxes}.
     *
     * @param checkers run checkpassword programs
     * @param networkUid the account that asks, which must not be the one that can change passwords
     */
    RootMailboxes(Path home, RootCheckers checkers, Mailboxes mailboxes, int networkUid, Log log) {
        this.home = home;
        this.checkers = checkers;
        this.mailboxes = mailboxes;
        this.networkUid = networkUid;
        this.log = log;
    }

    /** One session, for as long as the network process stays; the thread ends with it. */
    void serve(CheckProtocol.Request request, DataInputStream in, DataOutputStream out)
            throws IOException, InterruptedException {
        if (!places.tryAcquire()) {
            log.line("warning: root helper has " + MOST + " mailboxes open");
            MailboxProtocol.write(out, Denial.TROUBLE);
            return;
        }
        try {
            Answer answer = check(request);
            if (answer == Answer.ACCEPTED) {
                open(request.claim().user(), in, out);
            } else {
                MailboxProtocol.write(out, answer == Answer.REJECTED ? Denial.WRONG : Denial.TROUBLE);
            }
        } finally {
            places.release();
        }
    }

    /** By the command in the file; without {@code control/checker}, or if it says so, by qmail-chkpw's rules, as in the server. */
    private Answer check(CheckProtocol.Request request) throws InterruptedException {
        boolean byOwnRules =
                request.file().equals(Checkers.DEFAULT_FILE) && !Files.exists(home.resolve(request.file()));
        return byOwnRules || checkers.namesOwnRules(request.file())
                ? checkHere(request.claim())
                : checkers.check(request);
    }

    private Answer checkHere(Claim claim) throws InterruptedException {
        hashing.acquire();
        try {
            FileStatus status = FileCalls.stat(home.resolve(PASSWORDS).toString())
                    .orElseThrow(() -> new IOException(PASSWORDS + ": file does not exist"));
            boolean othersWrite = (status.permissions() & WRITABLE_FOR_OTHERS) != 0;
            if (!status.isFile() || status.uid() == networkUid || othersWrite) {
                throw new IOException(PASSWORDS + ": must be a file that neither the server nor others may write");
            }
            return SmtpAuthChecker.judge(home, claim, log);
        } catch (IOException refused) {
            log.line("alert: root helper opens no mailbox: " + refused.getMessage());
            return Answer.NOT_STARTED;
        } finally {
            hashing.release();
        }
    }

    private void open(String name, DataInputStream in, DataOutputStream out) throws IOException {
        Optional<Account> account;
        try {
            account = mailboxes.account(name);
        } catch (IOException e) {
            log.line("warning: " + e.getMessage());
            MailboxProtocol.write(out, Denial.TROUBLE);
            return;
        }
        if (account.isEmpty()) {
            MailboxProtocol.write(out, Denial.MISSING);
            return;
        }
        Account owner = account.get();
        FileCredentials identity = Credentials.files(owner.uid(), owner.gid(), owner.gid());
        try (identity) {
            show(owner, in, out);
        }
    }

    private void show(Account owner, DataInputStream in, DataOutputStream out) throws IOException {
        switch (mailboxes.open(owner)) {
            case Opening.Denied denied -> MailboxProtocol.write(out, denied.why());
            case Opening.Opened opened -> {
                try (Maildrop maildrop = opened.maildrop()) {
                    serve(maildrop, in, out);
                }
            }
        }
    }

    private static void serve(Maildrop maildrop, DataInputStream in, DataOutputStream out) throws IOException {
        MailboxProtocol.write(out, maildrop.entries());
        int count = maildrop.entries().size();
        InputStream text = InputStream.nullInputStream();
        try {
            while (true) {
                switch (command(in)) {
                    case MailboxProtocol.OPEN -> {
                        text.close();
                        text = opened(maildrop, MailboxProtocol.index(in, count), out);
                    }
                    case MailboxProtocol.READ -> writePiece(text.readNBytes(MailboxProtocol.PIECE), out);
                    case MailboxProtocol.FINISH -> {
                        out.writeInt(maildrop.finish(MailboxProtocol.readFinish(in, count)));
                        out.flush();
                        return;
                    }
                    case -1 -> {
                        return;
                    }
                    default -> throw MailboxProtocol.malformed();
                }
            }
        } finally {
            text.close();
        }
    }

    /** -1 when the network process has closed. */
    private static int command(DataInputStream in) throws IOException {
        try {
            return in.readUnsignedByte();
        } catch (EOFException closed) {
            return -1;
        }
    }

    private static InputStream opened(Maildrop maildrop, int index, DataOutputStream out) throws IOException {
        InputStream text;
        try {
            text = maildrop.open(index);
            out.writeByte(MailboxProtocol.YES);
        } catch (IOException gone) {
            text = InputStream.nullInputStream();
            out.writeByte(MailboxProtocol.NO);
        }
        out.flush();
        return text;
    }

    private static void writePiece(byte[] piece, DataOutputStream out) throws IOException {
        out.writeInt(piece.length);
        out.write(piece);
        out.flush();
    }
}
