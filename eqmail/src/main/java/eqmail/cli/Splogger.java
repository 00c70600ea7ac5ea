package eqmail.cli;

import eqmail.bytes.Scan;
import eqmail.log.SyslogLines;
import eqmail.time.LocalZone;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** {@code splogger [tag [facility]]}: lines of descriptor 0 to /dev/log. */
final class Splogger implements Program {
    private static final int MAIL = 2;
    private static final int USER = 1;
    private static final int LARGEST_FACILITY = 127;

    @Override
    public int run(Invocation in) {
        List<String> args = in.args();
        String tag = args.isEmpty() ? "splogger" : args.getFirst();
        long facility = args.size() < 2 ? MAIL : Scan.numberOrZero(args.get(1));
        // What has no place in a packet's number falls to the class of user programs, as in openlog(3).
        int known = facility < 0 || facility > LARGEST_FACILITY ? USER : (int) facility;
        try (Syslog syslog = new Syslog(Syslog.DAEMON)) {
            new SyslogLines(tag, known, InstantSource.system(), LocalZone.ofProcess(), syslog::send).run(in.stdin());
        } catch (IOException over) {
            // Nothing more will come, and whoever is to be told of anything reads the log.
            return 0;
        }
        return 0;
    }
}
