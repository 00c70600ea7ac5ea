package eqmail.queue;

import eqmail.log.Log;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What a server that only takes messages needs of the host it runs on.
 *
 * @param queue the queue for a session with this environment
 * @param origin who hands in, for the Received line of the queue
 * @param log hears of trouble
 * @param clock for answers and Received lines
 * @param zone of the Received lines
 * @param nanoClock for time limits, as System::nanoTime
 */
public record ServerHost(
        Function<Map<String, String>, MailQueue> queue,
        Origin origin,
        Log log,
        InstantSource clock,
        ZoneId zone,
        LongSupplier nanoClock) {}
