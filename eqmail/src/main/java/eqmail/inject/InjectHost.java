package eqmail.inject;

import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What one injection takes from its host.
 *
 * @param name of the program in complaints about options
 * @param env the caller's environment
 * @param home the qmail home
 * @param start the caller's directory, for QMAILMFTFILE
 * @param queue where the message goes
 * @param origin who hands in
 * @param clock for Date and Message-ID
 * @param zone of the caller; asked once, and only if a date is needed
 * @param pid makes Message-IDs of the same second different
 * @param stdin the message
 * @param stdout for {@code -n}
 * @param stderr for complaints
 */
public record InjectHost(
        String name,
        Map<String, String> env,
        Path home,
        Path start,
        MailQueue queue,
        Origin origin,
        InstantSource clock,
        Supplier<ZoneId> zone,
        long pid,
        InputStream stdin,
        OutputStream stdout,
        OutputStream stderr) {}
