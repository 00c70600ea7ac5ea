package eqmail.pop3;

import eqmail.bytes.Scan;
import eqmail.net.Dialogue;
import eqmail.smtp.Command;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A session with an open mailbox: the TRANSACTION and UPDATE states of RFC 1939 (network.md 11). */
final class Transaction {
    private static final String OK = "+OK \r\n";

    private final Dialogue client;
    private final Commands commands;
    private final Maildrop maildrop;
    private final Manner manner;
    private final List<String> capabilities;
    private final List<Maildrop.Entry> entries;
    private final BitSet deleted = new BitSet();
    private int last;

    /** {@code capabilities}: the lines of CAPA, in {@link Manner#STANDARD} only. */
    Transaction(Dialogue client, Commands commands, Maildrop maildrop, Manner manner, List<String> capabilities) {
        this.client = client;
        this.commands = commands;
        this.maildrop = maildrop;
        this.manner = manner;
        this.capabilities = capabilities;
        this.entries = maildrop.entries();
    }

    /** Answers until QUIT, or until the client is gone; then nothing has changed. */
    void run() throws IOException {
        client.say(OK);
        for (Command command = commands.next(); command != null; command = commands.next()) {
            if (!answer(command)) {
                client.flush();
                return;
            }
        }
    }

    /** False when it is over. */
    private boolean answer(Command command) throws IOException {
        String argument = command.argument();
        switch (command.name()) {
            case "quit" -> {
                quit();
                return false;
            }
            case "stat" -> stat();
            case "list" -> list(argument, entry -> Long.toString(entry.size()));
            case "uidl" -> list(argument, Maildrop.Entry::uid);
            case "dele" -> delete(argument);
            case "retr", "top" -> retrieve(argument);
            case "rset" -> reset();
            case "last" -> client.say("+OK " + last + "\r\n");
            case "noop" -> client.say(OK);
            default -> other(command);
        }
        return true;
    }

    private void other(Command command) throws IOException {
        if (manner == Manner.STANDARD && command.name().equals("capa")) {
            client.say(OK + String.join("\r\n", capabilities) + "\r\n.\r\n");
        } else {
            refuse("unimplemented");
        }
    }

    private void refuse(String why) throws IOException {
        client.say("-ERR " + why + "\r\n");
    }

    private void stat() throws IOException {
        long total = 0;
        for (int i = deleted.nextClearBit(0); i < entries.size(); i = deleted.nextClearBit(i + 1)) {
            total += entries.get(i).size();
        }
        int count = entries.size() - (manner == Manner.STANDARD ? deleted.cardinality() : 0);
        client.say("+OK " + count + " " + total + "\r\n");
    }

    private void list(String argument, Function<Maildrop.Entry, String> shown) throws IOException {
        if (!argument.isEmpty()) {
            OptionalInt number = message(argument);
            if (number.isPresent()) {
                client.say("+OK " + line(number.getAsInt(), shown));
            }
            return;
        }
        client.say(OK);
        for (int i = deleted.nextClearBit(0); i < entries.size(); i = deleted.nextClearBit(i + 1)) {
            client.say(line(i, shown));
        }
        client.say(".\r\n");
    }

    private String line(int index, Function<Maildrop.Entry, String> shown) {
        return (index + 1) + " " + shown.apply(entries.get(index)) + "\r\n";
    }

    /** The index of the message that {@code argument} begins with the number of; empty if there is none, and that is said. */
    private OptionalInt message(String argument) throws IOException {
        OptionalLong number = Scan.number(argument);
        String fault = number.isEmpty() ? "syntax error" : fault(number.getAsLong());
        if (fault != null) {
            refuse(fault);
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) number.getAsLong() - 1);
    }

    private @Nullable String fault(long number) {
        if (number == 0) {
            return "messages are counted from 1";
        }
        if (Long.compareUnsigned(number, entries.size()) > 0) {
            return "not that many messages";
        }
        return deleted.get((int) number - 1) ? "already deleted" : null;
    }

    private void delete(String argument) throws IOException {
        OptionalInt number = message(argument);
        if (number.isPresent()) {
            deleted.set(number.getAsInt());
            last = Math.max(last, number.getAsInt() + 1);
            client.say(OK);
        }
    }

    private void reset() throws IOException {
        deleted.clear();
        last = 0;
        client.say(OK);
    }

    private void retrieve(String argument) throws IOException {
        OptionalInt number = message(argument);
        if (number.isEmpty()) {
            return;
        }
        String rest = argument.substring(Scan.digits(argument, 0)).replaceFirst("^ +", "");
        // A number that only an unsigned word can hold means all lines, like none.
        long lines = Scan.number(rest).orElse(-1);
        InputStream text;
        try {
            text = maildrop.open(number.getAsInt());
        } catch (IOException e) {
            refuse("unable to open that message");
            return;
        }
        try (text) {
            client.say(OK);
            new Retrieval(client, lines).run(text);
        }
        client.say(manner == Manner.ORIGINAL ? "\r\n.\r\n" : ".\r\n");
    }

    private void quit() throws IOException {
        int stay = maildrop.finish(deleted);
        String fault = "-ERR unable to unlink all deleted messages\r\n";
        if (manner == Manner.ORIGINAL) {
            client.say(fault.repeat(stay) + OK);
        } else {
            client.say(stay > 0 ? fault : OK);
        }
    }
}
