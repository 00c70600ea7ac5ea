package eqmail.spp;

import java.util.HashMap;
import java.util.Map;

/**
 * What a plug-in is asked about.
 *
 * @param phase where in the session it happens
 * @param session the variables of the session at this moment
 * @param inherited what the server gives to all its children besides
 */
record Event(Plugins.Phase phase, Map<String, String> session, Map<String, String> inherited) {
    /** What a program finds in its environment, as a map of its own. */
    Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(inherited);
        all.putAll(session);
        return all;
    }
}
