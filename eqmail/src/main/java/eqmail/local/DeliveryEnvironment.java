package eqmail.local;

import java.util.LinkedHashMap;
import java.util.Map;

/** The environment of a delivery's programs (qmail-command(8), delivery.md 8.8). */
final class DeliveryEnvironment {
    private final Map<String, String> variables;

    /** All but DEFAULT and NEWSENDER, on top of what is {@code inherited}. */
    DeliveryEnvironment(Map<String, String> inherited, LocalRequest request, TraceLines trace) {
        variables = new LinkedHashMap<>(inherited);
        variables.put("HOST", request.host());
        variables.put("HOME", request.account().home());
        variables.put("USER", request.account().user());
        variables.put("LOCAL", request.local());
        variables.put("RECIPIENT", request.recipient());
        variables.put("DTLINE", trace.deliveredTo());
        variables.put("UFLINE", trace.fromLine());
        variables.put("RPLINE", trace.returnPath());
        variables.put("SENDER", request.sender());
        putExtensions(request.ext());
        putHosts(request.host());
    }

    /** EXT, and what follows its first, second and third dash. */
    private void putExtensions(String ext) {
        String rest = ext;
        for (String name : new String[] {"EXT", "EXT2", "EXT3", "EXT4"}) {
            variables.put(name, rest);
            int dash = rest.indexOf('-');
            rest = dash < 0 ? "" : rest.substring(dash + 1);
        }
    }

    /** The host without its last one, two and three parts; unchanged where no dot is left. */
    private void putHosts(String host) {
        String rest = host;
        for (String name : new String[] {"HOST2", "HOST3", "HOST4"}) {
            int dot = rest.lastIndexOf('.');
            rest = dot < 0 ? rest : rest.substring(0, dot);
            variables.put(name, rest);
        }
    }

    /** What a default .qmail file stands for. */
    void defaultPart(String part) {
        variables.put("DEFAULT", part);
    }

    /** The sender of forwarded mail. */
    void newSender(String sender) {
        variables.put("NEWSENDER", sender);
    }

    /** What a program gets. */
    Map<String, String> variables() {
        return Map.copyOf(variables);
    }
}
