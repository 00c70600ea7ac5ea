package eqmail.lines;

import eqmail.bytes.Latin1;
import eqmail.posix.Child;
import eqmail.posix.Exit;
import eqmail.posix.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Runs a program that reads some lines and then the message (preline, qsmhook, predate). */
final class Feeding {
    private static final int PIECE = 64 * 1024;

    private Feeding() {}

    /** The message could not be read to its end. */
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;
        private final IOException fault;

        Unreadable(IOException fault) {
            super(fault);
            this.fault = fault;
        }

        IOException fault() {
            return fault;
        }
    }

    /**
     * Gives {@code lines} and the message to a program, as far as it wants them, and waits for its end.
     *
     * @throws Unreadable after the program was killed: it must not take a part of the message for the whole
     * @throws eqmail.posix.PosixException of call {@code exec} when there is no such program, or it may not be run
     */
    static Exit run(Call call, List<String> command, String lines) throws IOException {
        try (Child child = call.children().feed(command)) {
            copy(call.stdin(), lines, child);
            child.to(0).close();
            return child.waitFor();
        }
    }

    private static void copy(InputStream message, String lines, Child child) throws Unreadable {
        OutputStream out = child.to(0).output();
        byte[] piece = Latin1.bytes(lines);
        int length = piece.length;
        byte[] buffer = new byte[PIECE];
        while (length >= 0 && taken(out, piece, length)) {
            piece = buffer;
            length = read(message, buffer, child);
        }
    }

    /** False when the program does not read any more, which is its own affair. */
    private static boolean taken(OutputStream out, byte[] piece, int length) {
        try {
            out.write(piece, 0, length);
            return true;
        } catch (IOException nobodyReads) {
            return false;
        }
    }

    private static int read(InputStream message, byte[] buffer, Child child) throws Unreadable {
        try {
            return message.read(buffer, 0, buffer.length);
        } catch (IOException e) {
            child.kill(Signal.KILL);
            throw new Unreadable(e);
        }
    }
}
