package eqmail.tcpserver;

import eqmail.log.Log;
import eqmail.net.WriteDeadlines;
import eqmail.rules.RuleFiles;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a listener needs of the house.
 *
 * @param rules who may connect
 * @param localHost TCPLOCALHOST, or empty to leave it unset
 * @param names reverse names
 * @param deadlines ends writes to peers that read nothing
 * @param log gets its lines
 * @param acceptPause how long accept waits after a failure if no session ends
 * @param nanoClock as System::nanoTime
 */
record Setting(
        RuleFiles rules,
        Optional<String> localHost,
        ReverseNames names,
        WriteDeadlines deadlines,
        Log log,
        Duration acceptPause,
        LongSupplier nanoClock) {}
