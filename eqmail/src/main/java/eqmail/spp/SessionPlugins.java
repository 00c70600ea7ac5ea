package eqmail.spp;

import eqmail.log.Log;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The plug-ins of one session: asks them in turn, does what they say, answers the client where one fails. */
final class SessionPlugins implements Plugins {
    private static final Set<Phase> ABOUT_TRANSACTIONS = EnumSet.of(Phase.MAIL, Phase.RCPT, Phase.DATA);

    private final PluginHost host;
    private final PluginList plugins;
    private final Map<String, String> inherited;
    private final Collected collected = new Collected();
    private boolean active = true;
    /** Was A said at MAIL, RCPT or DATA? Then it holds until {@link #reset}, else for the session. */
    private boolean untilReset;

    SessionPlugins(PluginHost host, PluginList plugins) {
        this.host = host;
        this.plugins = plugins;
        this.inherited = new HashMap<>(host.inherited());
    }

    @Override
    public boolean active() {
        return active;
    }

    @Override
    public boolean answerKept(Phase phase, Exchange exchange) throws IOException {
        List<String> kept = active ? collected.errors(phase) : List.of();
        for (String message : kept) {
            exchange.reply(message);
        }
        return !kept.isEmpty();
    }

    @Override
    public Decision run(Phase phase, Exchange exchange) throws IOException {
        if (!active) {
            return Decision.PROCEED;
        }
        collected.begin(phase, exchange.address());
        Event event = new Event(phase, exchange.environment(), inherited);
        for (PluginList.Line line : plugins.of(phase)) {
            Answer answer = new Answer(collected, exchange, inherited::remove);
            Decision decision;
            try {
                line.plugin().ask(event, answer);
                decision = answer.decision();
            } catch (PluginFault fault) {
                decision = failed(line.text(), fault, answer, exchange);
            }
            if (answer.last()) {
                active = false;
                untilReset = ABOUT_TRANSACTIONS.contains(phase);
            }
            if (decision != null) {
                return decision;
            }
        }
        return Decision.PROCEED;
    }

    /**
     * A fault refuses the command, whatever the plug-in had said. Only a session that it has ended stays ended, and where it
     * was our limit that cut off a plug-in which had decided, that holds: the client has its answer.
     */
    private Decision failed(String line, PluginFault fault, Answer answer, Exchange exchange) throws IOException {
        if (host.server() || fault.ours()) {
            host.log().line(Log.printable(PluginHost.named(line) + ": " + fault.detail()));
        }
        Decision decided = answer.decision();
        if (decided == Decision.CLOSE || (decided != null && fault.ours())) {
            return decided;
        }
        exchange.reply("451 qmail-spp failure: " + line + ": " + fault.getMessage() + " (#4.3.0)");
        return Decision.REFUSED;
    }

    @Override
    public String headers() {
        return collected.headers();
    }

    @Override
    public void forget() {
        collected.forget();
    }

    @Override
    public void reset() {
        forget();
        active |= untilReset;
    }
}
