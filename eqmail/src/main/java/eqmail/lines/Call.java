package eqmail.lines;

import eqmail.bytes.Latin1;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * How a command was called, and what it may use.
 *
 * @param name of the command in complaints about options
 * @param args what follows the name
 * @param env the caller's environment
 * @param stdin the message; reads the same open file as the descriptor 0 that {@code children} inherit
 * @param stderr for the one line that a command may end with
 * @param children starts programs
 * @param queue where messages go; opened only by commands that queue one
 * @param origin who hands them in
 */
public record Call(
        String name,
        List<String> args,
        Map<String, String> env,
        InputStream stdin,
        OutputStream stderr,
        Children children,
        MailQueue queue,
        Origin origin) {

    /** Runs {@code command}; the exit code. */
    public int run(LineCommand command) throws IOException {
        try {
            return command.run(this);
        } catch (Ending ending) {
            tell(ending.text());
            return ending.exit();
        }
    }

    private void tell(String text) {
        try {
            stderr.write(Latin1.bytes(text));
        } catch (IOException nobodyListens) {
            // The exit code counts, whether or not anybody reads what belongs to it.
        }
    }
}
