package eqmail.call;

import java.io.OutputStream;

/** What a command says on standard error, as {@code printf '%b'} of the shell wants it: one line of plain ASCII. */
final class AnswerText extends OutputStream {
    /** With the exit code less than PIPE_BUF, so that an answer is one write; longer complaints are cut. */
    static final int MAX = 4000;

    private static final int LONGEST_ESCAPE = 5;

    private final StringBuilder text = new StringBuilder();

    @Override
    public void write(int b) {
        int value = b & 0xff;
        if (text.length() > MAX - LONGEST_ESCAPE) {
            return;
        }
        if (value > ' ' && value < 0x7f && value != '\\') {
            text.append((char) value);
        } else {
            text.append("\\0")
                    .append((char) ('0' + (value >> 6)))
                    .append((char) ('0' + ((value >> 3) & 7)))
                    .append((char) ('0' + (value & 7)));
        }
    }

    String escaped() {
        return text.toString();
    }
}
