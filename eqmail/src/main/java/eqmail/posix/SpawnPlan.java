package eqmail.posix;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Launch} with every question answered.
 *
 * @param candidates paths to try, in this order
 * @param arguments argv, its element 0 included
 * @param environment {@code NAME=value}
 * @param directory where the program starts; null for the caller's own
 * @param moves target number to source number; every source is above {@code highest}
 * @param closed numbers below {@code highest} that the program shall not have
 * @param highest the largest number the program may have open, at least 2
 * @param ignored signals whose disposition is left alone
 * @param session does it lead a session, and so a process group, of its own?
 */
record SpawnPlan(
        List<String> candidates,
        List<String> arguments,
        List<String> environment,
        @Nullable Descriptor directory,
        Map<Integer, Integer> moves,
        Set<Integer> closed,
        int highest,
        Set<Signal> ignored,
        boolean session) {}
