package eqmail.pop3;

import eqmail.bytes.ByteInput;
import eqmail.net.Dialogue;
import eqmail.smtp.Command;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The commands of a client, one by one (network.md 1.2). */
final class Commands {
    private final Dialogue client;
    private final Duration within;

    /** Each must have come {@code within} so long. */
    Commands(Dialogue client, Duration within) {
        this.client = client;
        this.within = within;
    }

    /** The next one; one that is too long is one that nobody knows; null when the client has closed. */
    @Nullable
    Command next() throws IOException {
        client.expectWithin(within);
        try {
            String line = client.input().line(Command.LONGEST_LINE);
            return line == null ? null : Command.parse(line);
        } catch (ByteInput.LineTooLong e) {
            int b = client.input().read();
            while (b >= 0 && b != '\n') {
                b = client.input().read();
            }
            return b < 0 ? null : new Command("", "");
        }
    }
}
