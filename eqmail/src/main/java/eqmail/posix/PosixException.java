package eqmail.posix;

import java.io.IOException;

/** The system refused a call. */
public final class PosixException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;
    private final String call;
    private final String subject;

    /**
     * Says what failed.
     *
     * @param call the system call, for instance {@code open}
     * @param subject the path, account or descriptor it was about; may be empty
     */
    public PosixException(Errno errno, String call, String subject) {
        super(message(errno.text(), call, subject));
        this.errno = errno;
        this.call = call;
        this.subject = subject;
    }

    private PosixException(int number, String call, String subject) {
        super(message(
                Errno.of(number) == Errno.OTHER
                        ? "error " + number
                        : Errno.of(number).text(),
                call,
                subject));
        this.errno = Errno.of(number);
        this.call = call;
        this.subject = subject;
    }

    /** From a bare error number, which the message keeps when the table does not know it. */
    static PosixException of(int number, String call, String subject) {
        return new PosixException(number, call, subject);
    }

    private static String message(String text, String call, String subject) {
        return subject.isEmpty() ? call + ": " + text : call + " " + subject + ": " + text;
    }

    /** What the system said. */
    public Errno errno() {
        return errno;
    }

    /** The system call. */
    public String call() {
        return call;
    }

    /** The path, account or descriptor it was about; may be empty. */
    public String subject() {
        return subject;
    }

    /** The original's words for it ({@link Errno#text}). */
    public String text() {
        return errno.text();
    }

    /** May a later try succeed ({@link Errno#temporary})? */
    public boolean temporary() {
        return errno.temporary();
    }
}
