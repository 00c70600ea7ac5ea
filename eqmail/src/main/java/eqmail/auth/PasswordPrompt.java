package eqmail.auth;

import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Asks for a password: unseen on a terminal, else as a line of the input. */
final class PasswordPrompt {
    /** Nobody types more. */
    private static final int LONGEST = 4096;

    private final InputStream in;
    private final OutputStream out;

    PasswordPrompt(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The answer to {@code prompt}, as the bytes that a mail program would send for it. */
    @SuppressWarnings("SystemConsoleNull") // By its contract it still may be null.
    String ask(String prompt) throws IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword("%s", prompt);
            return typed == null ? "" : Latin1.string(new String(typed).getBytes(console.charset()));
        }
        out.write(Latin1.bytes(prompt));
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n' && line.size() < LONGEST; b = in.read()) {
            line.write(b);
        }
        return Latin1.string(line.toByteArray());
    }
}
