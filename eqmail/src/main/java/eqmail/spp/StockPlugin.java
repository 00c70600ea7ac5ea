package eqmail.spp;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A plug-in of our own, which runs in process. {@code control/smtpplugins} names it by the path of its command, {@code
 * bin/spp-NAME}: while that file is missing or ours it is called here, a program that somebody put in its place is run.
 * So either way it sees the same and says the same.
 *
 * <p>One object serves all sessions at the same time, each in a virtual thread of its own. It may wait, but must end soon
 * when it is interrupted, which happens when its time is over ({@code control/timeoutspp}) or the server stops.
 */
@FunctionalInterface
public interface StockPlugin {
    /** What comes before the name in the name of the command. */
    String COMMAND_PREFIX = "spp-";

    /**
     * Exit code of a command that is in no state to decide; answered like {@link IOException} of {@link #answer}. Any
     * other code means nothing to the server.
     */
    int CANNOT_DECIDE = 120;

    /**
     * Decides on one event.
     *
     * @param environment what a program would find in its environment at this moment: variables of tcp-environ(5),
     *     {@code SMTPHELOHOST}, {@code SMTPMAILFROM} and so on, as far as they are known; not to be changed
     * @return the lines a program would print, without line ends: a letter and its text, as {@code E550 no} or {@code
     *     HX-Seen: yes}; none to let the session go on
     * @throws IOException when this host is in trouble; the client is told {@code 451 qmail-spp failure} and the log why
     */
    List<String> answer(Map<String, String> environment) throws IOException, InterruptedException;
}
