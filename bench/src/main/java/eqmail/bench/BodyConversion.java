package eqmail.bench;

import eqmail.bytes.UnixToWire;
import eqmail.bytes.WireToUnix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to turn a body of 64 KiB from wire to unix form and back; every message pays this at least once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BodyConversion {
    private static final int SIZE = 64 * 1024;

    /** Bytes in a line, its end included. */
    @Param({"20", "72"})
    public int line;

    private byte[] wire = {};
    private byte[] unix = {};

    /** Makes both forms of one body. */
    @Setup
    public void fill() throws IOException {
        unix = ("x".repeat(line - 1) + "\n").repeat(SIZE / line).getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (UnixToWire converter = new UnixToWire(out)) {
            converter.write(unix);
        }
        wire = out.toByteArray();
    }

    /** As qmail-remote sends. */
    @Benchmark
    public void unixToWire() throws IOException {
        try (UnixToWire converter = new UnixToWire(OutputStream.nullOutputStream())) {
            converter.write(unix);
        }
    }

    /** As a Maildir gets it. */
    @Benchmark
    public long wireToUnix() throws IOException {
        try (WireToUnix converter = new WireToUnix(new ByteArrayInputStream(wire))) {
            return converter.transferTo(OutputStream.nullOutputStream());
        }
    }
}
