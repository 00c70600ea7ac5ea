package eqmail.local;

import eqmail.log.Log;
import eqmail.mail.Body;
import eqmail.mail.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** qmail-local as a call in this process, for accounts whose files and programs this thread may act as. */
public final class LocalHere implements LocalRun {
    /** So long we wait for programs that a delivery left in the background with its report open. */
    public static final Duration LINGER = Duration.ofMinutes(1);

    private final LocalDelivery delivery;
    private final ThreadFactory threads;
    private final Duration linger;
    private final Log log;

    /**
     * Delivers by {@code delivery}.
     *
     * @param threads makes a thread that empties the programs' pipe
     * @param linger usually {@link #LINGER}
     * @param log hears of our own mistakes
     */
    public LocalHere(LocalDelivery delivery, ThreadFactory threads, Duration linger, Log log) {
        this.delivery = delivery;
        this.threads = threads;
        this.linger = linger;
        this.log = log;
    }

    @Override
    public Verdict run(LocalRequest request, Body body) throws InterruptedException {
        try (Message message = new CopiedMessage(body);
                CollectedReport report = new CollectedReport(threads, linger)) {
            int code = delivery.deliver(request, message, report);
            return LspawnReport.of(code, report.finish());
        } catch (IOException stopped) {
            throw new InterruptedException();
        } catch (RuntimeException mistake) {
            log.line("alert: delivery to " + Log.safe(request.recipient()) + " crashed: "
                    + Log.printable(String.valueOf(mistake)));
            return LspawnReport.crashed();
        }
    }
}
