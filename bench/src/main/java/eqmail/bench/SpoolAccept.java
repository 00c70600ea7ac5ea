package eqmail.bench;

import com.sun.management.OperatingSystemMXBean;
import eqmail.fs.Disk;
import eqmail.fs.DiskFile;
import eqmail.fs.RealDisk;
import eqmail.log.Log;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import eqmail.spool.Change;
import eqmail.spool.Draft;
import eqmail.spool.Posting;
import eqmail.spool.SegmentSpool;
import eqmail.spool.Spool;
import eqmail.spool.SpoolSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How many messages a second the spool makes durable: a number of producers, each of which hands in a message, waits for
 * the disk, and takes the message out again without waiting, as a delivery at the first try does. Arguments: a directory
 * on the disk in question, seconds a cell (10), bytes a message (2048).
 */
public final class SpoolAccept {
    private static final int[] PRODUCERS = {1, 16, 128};
    private static final int ROUNDS = 3;
    private static final int SYNCS = 300;
    private static final double NANOS = 1e9;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Path directory;
    private final long nanos;
    private final byte[] text;

    private SpoolAccept(Path directory, int seconds, int bytes) {
        this.directory = directory;
        this.nanos = (long) (seconds * NANOS);
        this.text = new byte[bytes];
        Arrays.fill(text, (byte) 'x');
    }

    /** One run. */
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("usage: SpoolAccept DIRECTORY [SECONDS [BYTES]]");
            System.exit(100);
        }
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int bytes = args.length > 2 ? Integer.parseInt(args[2]) : 2048;
        new SpoolAccept(Path.of(args[0]), seconds, bytes).run();
    }

    private void run() throws Exception {
        System.out.printf(Locale.ROOT, "message %d bytes; the first round warms up%n", text.length);
        System.out.println(
                "| producers | msg/s | CPU-us a message | median ms | 99 % ms | messages a sync | others, CPUs |");
        for (int round = 0; round < ROUNDS; round++) {
            System.out.printf(
                    Locale.ROOT, "one write and sync of %d bytes after another: %.0f/s%n", text.length, syncs());
            for (int producers : PRODUCERS) {
                cell(producers);
            }
        }
    }

    /** What the disk does for one writer that waits for each sync. */
    private double syncs() throws IOException {
        Disk disk = new RealDisk();
        Path path = directory.resolve("syncs");
        disk.delete(path);
        try (DiskFile file = disk.create(path)) {
            file.fillWithZeros(0, (long) text.length * SYNCS);
            file.force();
            long start = System.nanoTime();
            for (int i = 0; i < SYNCS; i++) {
                file.write(ByteBuffer.wrap(text), (long) i * text.length);
                file.force();
            }
            return SYNCS * NANOS / (System.nanoTime() - start);
        } finally {
            disk.delete(path);
        }
    }

    private void cell(int producers) throws Exception {
        Path place = Files.createTempDirectory(directory, "spool-");
        CountingDisk disk = new CountingDisk(new RealDisk());
        try (SegmentSpool spool = SegmentSpool.open(
                        disk,
                        place.resolve("log"),
                        SpoolSettings.defaults(),
                        Log.none(),
                        ThreadLocalRandom.current()::nextLong,
                        System::nanoTime);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long cpu = SYSTEM.getProcessCpuTime();
            long busy = busy();
            long syncs = disk.syncs();
            long start = System.nanoTime();
            List<Future<long[]>> work = threads.invokeAll(copies(producers, () -> produce(spool, start + nanos)));
            List<long[]> times = new ArrayList<>();
            for (Future<long[]> each : work) {
                times.add(each.get());
            }
            double seconds = (System.nanoTime() - start) / NANOS;
            double ours = (SYSTEM.getProcessCpuTime() - cpu) / NANOS;
            double all = (busy() - busy) / 100.0;
            long[] sorted =
                    times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %.0f | %.1f | %.2f | %.2f | %.1f | %.1f |%n",
                    producers,
                    sorted.length / seconds,
                    ours * 1e6 / sorted.length,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[(int) (sorted.length * 0.99)] / 1e6,
                    (double) sorted.length / (disk.syncs() - syncs),
                    Math.max(0, all - ours) / seconds);
        } finally {
            delete(place);
        }
    }

    private static <T> List<Callable<T>> copies(int count, Callable<T> task) {
        return java.util.Collections.nCopies(count, task);
    }

    /** Nanoseconds from the commit of each message until it was durable. */
    private long[] produce(Spool spool, long end) throws IOException {
        long[] times = new long[1024];
        int count = 0;
        while (System.nanoTime() < end) {
            MessageId id;
            long from;
            try (Draft draft = spool.begin(BodyForm.WIRE)) {
                draft.write(text, 0, text.length);
                id = draft.id();
                Envelope envelope = new Envelope("sender@example.org", List.of("recipient@example.net"));
                from = System.nanoTime();
                draft.commit(new Posting(envelope, Instant.now(), 1000, text.length))
                        .await();
            }
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = System.nanoTime() - from;
            spool.record(id, List.of(new Change.Removed()));
        }
        return Arrays.copyOf(times, count);
    }

    /** Hundredths of a second that all CPUs worked since the start of the machine. */
    private static long busy() throws IOException {
        String[] cpu = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
        long sum = 0;
        for (int i = 1; i <= 8; i++) {
            sum += i == 4 || i == 5 ? 0 : Long.parseLong(cpu[i]);
        }
        return sum;
    }

    private static void delete(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
