package eqmail.dkim;

import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lets a message pass, in either form, and takes out of its header what only this host may say: Authentication-Results
 * under its own name (RFC 8601 5). Notices on the way whether there is a signature. At most one field is held.
 */
public final class HeaderGate extends OutputStream {
    /** So much of a field is enough to know who it claims to be from. */
    static final int MOST_HELD = 4096;

    private final AuthenticationResults host;
    private final OutputStream out;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private State state = State.NAME;
    private boolean lineStart = true;
    private boolean signed;

    private enum State {
        /** In the name of a field, which is held. */
        NAME,
        /** In results of somebody, which are held. */
        HOLDING,
        PASSING,
        DROPPING,
        BODY
    }

    /** Results in the name of {@code host} do not get to {@code out}. */
    public HeaderGate(AuthenticationResults host, OutputStream out) {
        this.host = host;
        this.out = out;
    }

    /** Is the header over? */
    public boolean inBody() {
        return state == State.BODY;
    }

    /** Has the header a DKIM-Signature so far? */
    public boolean signed() {
        return signed;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int at = offset;
        while (at < end && state != State.BODY) {
            if (lineStart) {
                beginLine(bytes[at]);
            }
            at = step(bytes, at, end);
        }
        if (at < end) {
            out.write(bytes, at, end - at);
        }
    }

    /** A line that begins with white space goes on with its field; any other ends it. */
    private void beginLine(byte first) throws IOException {
        if (first != ' ' && first != '\t') {
            settle();
            state = State.NAME;
        }
    }

    private int step(byte[] bytes, int from, int end) throws IOException {
        int at = from;
        while (at < end && bytes[at] != '\n' && !(state == State.NAME && bytes[at] == ':')) {
            at++;
        }
        boolean whole = at < end;
        int stop = whole ? at + 1 : at;
        lineStart = whole && bytes[at] == '\n';
        switch (state) {
            case PASSING -> out.write(bytes, from, stop - from);
            case NAME, HOLDING -> {
                held.write(bytes, from, stop - from);
                look(whole);
            }
            case DROPPING, BODY -> {}
        }
        return stop;
    }

    /** Decides about what is held, as far as that is possible. {@code whole}: the name or the line has come to its end. */
    private void look(boolean whole) throws IOException {
        if (state == State.NAME && whole) {
            String name = Latin1.lower(held.toString(StandardCharsets.ISO_8859_1));
            if (name.equals("\n") || name.equals("\r\n")) {
                pass(State.BODY);
            } else if (AuthenticationResults.names(name)) {
                state = State.HOLDING;
            } else {
                signed |= isSignature(name);
                pass(State.PASSING);
            }
        }
        if (held.size() > MOST_HELD) {
            settle();
        }
    }

    private static boolean isSignature(String name) {
        return name.endsWith(":")
                && name.substring(0, name.length() - 1).stripTrailing().equals(SignatureField.NAME);
    }

    private void pass(State next) throws IOException {
        held.writeTo(out);
        held.reset();
        state = next;
    }

    /** Ends the holding, one way or the other. */
    private void settle() throws IOException {
        boolean forged = state == State.HOLDING && host.isAuthorOf(held.toString(StandardCharsets.ISO_8859_1));
        if (forged) {
            held.reset();
            state = State.DROPPING;
        } else if (held.size() > 0) {
            pass(State.PASSING);
        }
    }

    /** To be called when the message is over: it may have no body. */
    public void end() throws IOException {
        settle();
    }
}
