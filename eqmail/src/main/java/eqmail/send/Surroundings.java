package eqmail.send;

import eqmail.log.Log;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import eqmail.spool.Spool;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.Executor;

/**
 * What qmail-send works with.
 *
 * @param spool the queue it empties
 * @param local deliveries to accounts
 * @param remote deliveries to other hosts
 * @param queue takes bounces
 * @param origin who hands in bounces ({@link Origin#bounce})
 * @param readers reads messages back from the spool: a few platform threads
 * @param background bounces and waits for the disk: a virtual thread each
 * @param log qmail-send's log
 * @param clock time of retries and dates
 * @param zone zone of the Date field of bounces
 */
public record Surroundings(
        Spool spool,
        Outlet local,
        Outlet remote,
        MailQueue queue,
        Origin origin,
        Executor readers,
        Executor background,
        Log log,
        InstantSource clock,
        ZoneId zone) {}
