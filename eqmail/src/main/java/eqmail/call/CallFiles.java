package eqmail.call;

import eqmail.bytes.Latin1;
import eqmail.posix.Descriptor;
import eqmail.posix.FileCalls;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The three files of one call, opened as if their owner were an enemy: no links, nothing that could make us wait, one
 * owner for all. The kernel's word for the owner of {@code ID.call} is who calls.
 */
final class CallFiles implements AutoCloseable {
    private final String path;
    private final Descriptor words;
    private final Descriptor message;
    private final Descriptor answer;
    private final int uid;

    private CallFiles(String path, Descriptor words, Descriptor message, Descriptor answer, int uid) {
        this.path = path;
        this.words = words;
        this.message = message;
        this.answer = answer;
        this.uid = uid;
    }

    /**
     * Opens them.
     *
     * @param path their names without endings
     * @throws IOException one is missing, is not what it should be, or nobody waits for the answer (any more)
     */
    static CallFiles open(String path) throws IOException {
        Descriptor words = null;
        Descriptor message = null;
        Descriptor answer = null;
        try {
            words = Descriptor.open(path + ".call", OpenFlag.READ, OpenFlag.NO_FOLLOW, OpenFlag.NON_BLOCKING);
            int uid = file(words.status()).uid();
            message = Descriptor.open(path + ".message", OpenFlag.READ, OpenFlag.NO_FOLLOW, OpenFlag.NON_BLOCKING);
            answer = Descriptor.open(path + ".answer", OpenFlag.WRITE, OpenFlag.NO_FOLLOW, OpenFlag.NON_BLOCKING);
            FileStatus pipe = answer.status();
            if (file(message.status()).uid() != uid || !pipe.isPipe() || pipe.uid() != uid) {
                throw new IOException("files of more than one owner");
            }
            return new CallFiles(path, words, message, answer, uid);
        } catch (IOException e) {
            close(words, message, answer);
            throw e;
        }
    }

    private static FileStatus file(FileStatus status) throws IOException {
        if (!status.isFile() || status.links() != 1) {
            throw new IOException("not a file of its own");
        }
        return status;
    }

    int uid() {
        return uid;
    }

    /** Empty if they are no words of a call. */
    Optional<CallWords> words() throws IOException {
        byte[] text = words.input().readNBytes(CallWords.MAX_BYTES + 1);
        return text.length > CallWords.MAX_BYTES ? Optional.empty() : CallWords.parse(text);
    }

    InputStream message() {
        return new BufferedInputStream(message.input());
    }

    /** Makes the call ours; from here on its caller cannot withdraw it. False if there was nothing left to take. */
    boolean claim() {
        return remove(".call");
    }

    /** The caller has to do it by itself: the message is left to it. */
    void decline() throws PosixException {
        remove(".answer");
        write("-");
    }

    /** Leaves nothing behind, then tells the caller. */
    void answer(int exit, String escapedText) throws PosixException {
        remove(".message");
        remove(".answer");
        write(exit + ":" + escapedText);
    }

    /** One write of less than PIPE_BUF: it goes whole or not at all, and never waits. */
    private void write(String line) throws PosixException {
        byte[] bytes = Latin1.bytes(line + "\n");
        answer.write(bytes, 0, bytes.length);
    }

    private boolean remove(String ending) {
        try {
            FileCalls.unlink(path + ending);
            return true;
        } catch (PosixException gone) {
            // The caller may have been first; the directory is ours, so nothing else can be in the way.
            return false;
        }
    }

    @Override
    public void close() {
        close(words, message, answer);
    }

    private static void close(@Nullable Descriptor... descriptors) {
        for (Descriptor each : descriptors) {
            if (each != null) {
                each.close();
            }
        }
    }
}
