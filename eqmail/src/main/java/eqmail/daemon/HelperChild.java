package eqmail.daemon;

import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A root helper that the network part starts, and that ends with it. */
final class HelperChild implements DeliveryPart {
    private final Host host;
    private final Descriptor log;
    private final Runnable lost;
    private @Nullable Child child;
    /** Its end is our wish. */
    private volatile boolean closing;

    /**
     * Prepares; nothing is done before {@link #start}.
     *
     * @param log where its complaints go
     * @param lost called when it is gone without being told to
     */
    HelperChild(Host host, Descriptor log, Runnable lost) {
        this.host = host;
        this.log = log;
        this.lost = lost;
    }

    @Override
    public void start() throws IOException {
        Map<String, String> environment = new HashMap<>(host.environment());
        environment.put("QMAILHOME", host.home().toString());
        Child started = Launch.of(host.image().resolve("bin/eqmail").toString(), "root-helper", host.defaultDelivery())
                .environment(environment)
                .directory("/")
                .pipeTo(0)
                .pipeFrom(1)
                .descriptor(2, log)
                .start();
        child = started;
        InputStream answers = started.from(1).input();
        if (answers.read() != RootHelperProgram.READY) {
            throw new IOException("the root helper did not start");
        }
        Thread.ofPlatform().daemon().name("helper-watch").start(() -> watch(answers));
    }

    private void watch(InputStream answers) {
        try {
            while (answers.read() >= 0) {
                // It has nothing to say but its end.
            }
        } catch (IOException gone) {
            // That is its end, too.
        }
        if (!closing) {
            lost.run();
        }
    }

    /** Closing its descriptor 0 tells it to end. */
    @Override
    public void close() {
        closing = true;
        if (child != null) {
            child.to(0).close();
        }
    }
}
