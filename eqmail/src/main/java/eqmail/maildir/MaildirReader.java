package eqmail.maildir;

import eqmail.fs.Folder;
import eqmail.posix.FileStatus;
import eqmail.posix.PosixException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A maildir as programs that read mail see it (maildir(5); maildir.c of the original). */
public final class MaildirReader {
    /** No delivery takes so long: what lies in tmp since then was left behind. */
    static final Duration ABANDONED = Duration.ofHours(36);

    private final Folder maildir;
    private final Instant now;

    /** Reads {@code maildir}, at the time {@code now}. */
    public MaildirReader(Folder maildir, Instant now) {
        this.maildir = maildir;
        this.now = now;
    }

    /**
     * A message.
     *
     * @param name of its file, from the maildir on: {@code new/1450000000.P1Q1.host}
     * @param modified when it was delivered
     */
    public record Mail(String name, Instant modified) {}

    /**
     * Adds the messages in {@code new} or {@code cur} to {@code mails}, oldest first. What came in this very second is
     * left for the next time, since more may come that belongs before it; names that begin with a dot are no messages.
     */
    public void list(String directory, List<Mail> mails) throws PosixException {
        for (String name : maildir.list(directory)) {
            String file = directory + "/" + name;
            FileStatus status = name.startsWith(".") ? null : statusOf(file);
            if (status != null && status.modified().getEpochSecond() < now.getEpochSecond()) {
                mails.add(new Mail(file, status.modified()));
            }
        }
        mails.sort((a, b) -> a.modified().compareTo(b.modified()));
    }

    /** Removes from {@code tmp} what nobody writes any more. Trouble there is left to the next reader. */
    public void clean() {
        try {
            for (String name : maildir.list("tmp")) {
                if (!name.startsWith(".")) {
                    removeOld("tmp/" + name);
                }
            }
        } catch (PosixException noTmp) {
            // Then there is nothing in it.
        }
    }

    private void removeOld(String file) throws PosixException {
        FileStatus status = statusOf(file);
        if (status != null && status.accessed().getEpochSecond() + ABANDONED.toSeconds() < now.getEpochSecond()) {
            maildir.remove(file);
        }
    }

    /** Null for what is gone, or cannot be looked at. */
    private @Nullable FileStatus statusOf(String file) {
        try {
            return maildir.status(file);
        } catch (PosixException gone) {
            return null;
        }
    }
}
