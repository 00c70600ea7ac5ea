package eqmail.spp;

import eqmail.bytes.Latin1;
import eqmail.spp.Plugins.Decision;
import eqmail.spp.Plugins.Exchange;
import eqmail.spp.Plugins.Phase;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Does what the lines of one plug-in's answer say (network.md 5.4): the first byte is the command, the rest its text. */
final class Answer implements Plugin.Answers {
    /**
     * Bytes of environment that a session may have after S. A program can be given about two megabytes; a plug-in that
     * lengthens a variable at each command must not fill memory.
     */
    static final int MOST_ENVIRONMENT = 1024 * 1024;

    private final Collected collected;
    private final Exchange exchange;
    private final Inherited inherited;
    private @Nullable Decision decision;
    private boolean last;

    /** What S and U change besides the variables of the session. */
    @FunctionalInterface
    interface Inherited {
        /** The variable {@code name} of the server shall not be seen any more. */
        void hide(String name);
    }

    Answer(Collected collected, Exchange exchange, Inherited inherited) {
        this.collected = collected;
        this.exchange = exchange;
        this.inherited = inherited;
    }

    /** How the command goes on, if the plug-in has decided that. */
    @Nullable
    Decision decision() {
        return decision;
    }

    /** Shall no plug-in be asked any more in this session (A)? */
    boolean last() {
        return last;
    }

    @Override
    public boolean take(String line) throws PluginFault, IOException {
        String command = Latin1.cString(line);
        if (command.isEmpty()) {
            return true;
        }
        String text = command.substring(1);
        switch (command.charAt(0)) {
            case 'A' -> {
                last = true;
                decision = Decision.PROCEED;
            }
            case 'N' -> decision = Decision.PROCEED;
            case 'O' -> decision = Decision.SKIP_CHECK;
            case 'E' -> reply(text, Decision.REFUSED);
            case 'R' -> reply(text, Decision.CLOSE);
            case 'D' -> decision = Decision.CLOSE;
            case 'P' -> exchange.reply(text);
            case 'H' -> collected.header(text);
            case 'C' -> exchange.replaceAddress(text);
            case 'S' -> set(text);
            case 'U' -> {
                exchange.environment().remove(text);
                inherited.hide(text);
            }
            case 'L' -> later(text);
            default -> {
                // Not a command: perhaps one of a later version.
            }
        }
        return decision == null;
    }

    private void reply(String text, Decision then) throws IOException {
        decision = then;
        exchange.reply(text);
    }

    private void set(String text) throws PluginFault {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            return;
        }
        long size = text.length();
        for (var variable : exchange.environment().entrySet()) {
            size += variable.getKey().length() + variable.getValue().length();
        }
        if (size > MOST_ENVIRONMENT) {
            throw PluginFault.of("wrote too much", "more than " + MOST_ENVIRONMENT + " bytes of environment");
        }
        exchange.environment().put(text.substring(0, equals), text.substring(equals + 1));
    }

    private void later(String text) throws PluginFault {
        if (text.isEmpty()) {
            return;
        }
        String message = text.substring(1);
        switch (text.charAt(0)) {
            case 'M' -> collected.later(Phase.MAIL, message);
            case 'R' -> collected.later(Phase.RCPT, message);
            case 'D' -> collected.later(Phase.DATA, message);
            default -> {
                // Errors can be kept for these three only.
            }
        }
    }
}
