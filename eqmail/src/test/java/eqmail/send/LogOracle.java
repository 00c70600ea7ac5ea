package eqmail.send;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows a log of qmail-send and complains of anything that must never be: too many slots, one recipient twice at a time. */
final class LogOracle {
    private static final Pattern STATUS = Pattern.compile("status: local (\\d+)/(\\d+) remote (\\d+)/(\\d+).*");
    private static final Pattern START = Pattern.compile("starting delivery (\\d+): (msg \\d+) to (local|remote) (.*)");
    private static final Pattern END = Pattern.compile("delivery (\\d+): (success|failure|deferral|report).*");

    private record Running(String who, String destination) {}

    private final int destinationMost;
    private final Map<String, Running> running = new HashMap<>();
    private final Map<String, Integer> busy = new HashMap<>();
    private final Set<String> who = new HashSet<>();
    private int read;

    LogOracle(int destinationMost) {
        this.destinationMost = destinationMost;
    }

    /** The server died: what ran is gone. */
    void crashed() {
        running.clear();
        busy.clear();
        who.clear();
    }

    /** Reads what is new in {@code log}. */
    void follow(List<String> log) {
        for (; read < log.size(); read++) {
            take(log.get(read));
        }
    }

    int busy(String destination) {
        return busy.getOrDefault(destination, 0);
    }

    private void take(String line) {
        Matcher status = STATUS.matcher(line);
        if (status.matches()) {
            check(number(status, 1) <= number(status, 2) && number(status, 3) <= number(status, 4), line);
            return;
        }
        Matcher start = START.matcher(line);
        if (start.matches()) {
            String address = start.group(4);
            String destination = start.group(3).equals("local") ? address : address.substring(address.indexOf('@') + 1);
            Running delivery = new Running(start.group(2) + " " + address, destination);
            check(running.put(start.group(1), delivery) == null, line);
            check(who.add(delivery.who), "already under way: " + line);
            check(busy.merge(destination, 1, Integer::sum) <= destinationMost, "too many at once: " + line);
            return;
        }
        Matcher end = END.matcher(line);
        if (end.matches()) {
            Running delivery = running.remove(end.group(1));
            check(delivery != null, line);
            if (delivery != null) {
                who.remove(delivery.who);
                busy.merge(delivery.destination, -1, Integer::sum);
            }
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static void check(boolean right, String what) {
        if (!right) {
            throw new AssertionError(what);
        }
    }
}
