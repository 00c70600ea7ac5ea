package eqmail.pop3;

import eqmail.bytes.Latin1;
import eqmail.posix.Descriptor;
import eqmail.posix.Errno;
import eqmail.posix.FileCalls;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Maildir as a mailbox of POP3 (network.md 11; maildir(5)). Works on files as the calling thread: the thread whose
 * file-system identity counts.
 */
public final class MaildirDrop implements Maildrop {
    /**
     * Messages of one session; a name and a few numbers of each are held. Nobody fetches as many in one go, and what is
     * left shows when some are gone.
     */
    public static final int MOST_MESSAGES = 100_000;

    /** Names of one directory that are looked at for it. */
    private static final int MOST_NAMES = 2 * MOST_MESSAGES;

    /** A delivery that has not ended by then never will (maildir(5)). */
    private static final Duration ABANDONED = Duration.ofHours(36);

    /** RFC 1939 7. */
    private static final int LONGEST_UID = 70;

    private final String path;
    private final List<Found> messages;
    private final Manner manner;

    /** A file below the Maildir; {@code modified} in seconds since 1970. */
    private record Found(String file, long size, long modified) {
        static final Comparator<Found> OLDEST_FIRST =
                Comparator.comparingLong(Found::modified).thenComparing(Found::name);

        boolean isNew() {
            return file.startsWith("new/");
        }

        String name() {
            return file.substring("new/".length());
        }

        String base() {
            return MaildirDrop.base(name());
        }
    }

    private MaildirDrop(String path, List<Found> messages, Manner manner) {
        this.path = path;
        this.messages = messages;
        this.manner = manner;
    }

    /**
     * Opens the Maildir {@code path} as it is at {@code now}: what was delivered in this very second shows next time. Files
     * that deliveries left behind are cleared away.
     */
    public static MaildirDrop open(String path, Instant now, Manner manner) throws MaildropException {
        if (!isDirectory(path)) {
            throw new MaildropException(MaildropException.Fault.MISSING);
        }
        MaildirDrop found = new MaildirDrop(path, new ArrayList<>(), manner);
        found.clean(now);
        try {
            found.scan("new", now);
            found.scan("cur", now);
        } catch (PosixException e) {
            throw new MaildropException(MaildropException.Fault.UNREADABLE);
        }
        found.messages.sort(Found.OLDEST_FIRST);
        if (found.messages.size() > MOST_MESSAGES) {
            found.messages.subList(MOST_MESSAGES, found.messages.size()).clear();
        }
        return found;
    }

    private static boolean isDirectory(String path) {
        try {
            return FileCalls.stat(path).filter(FileStatus::isDirectory).isPresent() && FileCalls.mayExecute(path);
        } catch (PosixException e) {
            return false;
        }
    }

    private void clean(Instant now) {
        try {
            for (String name : FileCalls.list(path + "/tmp", MOST_NAMES)) {
                String file = path + "/tmp/" + name;
                Optional<FileStatus> status = name.startsWith(".") ? Optional.empty() : FileCalls.stat(file);
                if (status.filter(s -> s.accessed().getEpochSecond() + ABANDONED.toSeconds() < now.getEpochSecond())
                        .isPresent()) {
                    FileCalls.unlink(file);
                }
            }
        } catch (PosixException e) {
            // Nobody needs tmp to read mail.
        }
    }

    private void scan(String part, Instant now) throws PosixException {
        for (String name : FileCalls.list(path + "/" + part, MOST_NAMES)) {
            if (name.startsWith(".")) {
                continue;
            }
            String file = part + "/" + name;
            statusOf(file)
                    .filter(FileStatus::isFile)
                    .map(status ->
                            new Found(file, status.size(), status.modified().getEpochSecond()))
                    .filter(found -> found.modified < now.getEpochSecond())
                    .ifPresent(messages::add);
        }
    }

    /** Empty for what is gone, or cannot be looked at: it is no message for this reader. */
    private Optional<FileStatus> statusOf(String file) {
        try {
            return FileCalls.stat(path + "/" + file);
        } catch (PosixException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Entry> entries() {
        return messages.stream()
                .map(found -> new Entry(uid(found.base()), found.size()))
                .toList();
    }

    /** Names that RFC 1939 does not allow stand for themselves by a digest. */
    private String uid(String base) {
        boolean allowed =
                !base.isEmpty() && base.length() <= LONGEST_UID && base.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return allowed || manner == Manner.ORIGINAL ? base : digest(base);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Latin1.bytes(text));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    @Override
    public InputStream open(int index) throws IOException {
        Found message = messages.get(index);
        try {
            return opened(message.file);
        } catch (PosixException e) {
            String elsewhere = e.errno() == Errno.ENOENT ? moved(message) : null;
            if (elsewhere == null) {
                throw e;
            }
            return opened(elsewhere);
        }
    }

    private InputStream opened(String file) throws IOException {
        // Without waiting: the owner may have put a FIFO there meanwhile.
        Descriptor open = Descriptor.open(path + "/" + file, OpenFlag.READ, OpenFlag.NON_BLOCKING);
        try {
            if (open.status().isFile()) {
                return open.input();
            }
        } catch (PosixException e) {
            open.close();
            throw e;
        }
        open.close();
        throw new IOException(file + " is no file");
    }

    /** Where another reader put it, with other flags; null if it is gone. */
    private @Nullable String moved(Found message) throws PosixException {
        return FileCalls.list(path + "/cur", MOST_NAMES).stream()
                .filter(name -> base(name).equals(message.base()))
                .findAny()
                .map(name -> "cur/" + name)
                .orElse(null);
    }

    @Override
    public int finish(BitSet deleted) {
        int stay = 0;
        for (int i = 0; i < messages.size(); i++) {
            Found message = messages.get(i);
            if (deleted.get(i)) {
                stay += remove(message) ? 0 : 1;
            } else if (message.isNew()) {
                markSeen(message);
            }
        }
        return stay;
    }

    private boolean remove(Found message) {
        try {
            try {
                FileCalls.unlink(path + "/" + message.file);
            } catch (PosixException e) {
                String elsewhere = e.errno() == Errno.ENOENT ? moved(message) : null;
                if (elsewhere == null) {
                    return false;
                }
                FileCalls.unlink(path + "/" + elsewhere);
            }
            return true;
        } catch (PosixException e) {
            return false;
        }
    }

    private void markSeen(Found message) {
        try {
            FileCalls.rename(path + "/" + message.file, path + "/cur/" + message.name() + ":2,");
        } catch (PosixException e) {
            // It stays new, which is no harm.
        }
    }

    @Override
    public void close() {
        // Nothing is held open between two commands.
    }
}
