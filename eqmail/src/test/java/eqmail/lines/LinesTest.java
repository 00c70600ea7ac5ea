package eqmail.lines;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.header.HeaderReader;
import eqmail.posix.Descriptor;
import eqmail.posix.OpenFlag;
import eqmail.posix.Pipe;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
    private static final Map<String, String> DELIVERY = Map.of(
            "SENDER", "who@a.b",
            "NEWSENDER", "new@a.b",
            "DTLINE", "Delivered-To: joe@x.y\n",
            "RPLINE", "Return-Path: <who@a.b>\n",
            "UFLINE", "From who@a.b Sat Jan 01 00:00:00 2000\n",
            "LOCAL", "joe",
            "HOST", "x.y");
    /** More than a pipe holds. */
    private static final String LARGE = "x".repeat(300_000) + "\n";

    private static final InputStream BROKEN = new InputStream() {
        @Override
        public int read() throws IOException {
            throw new IOException("Input/output error");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return read();
        }
    };

    @TempDir
    Path folder;

    private static InputStream cutOff(String text) {
        return new SequenceInputStream(new ByteArrayInputStream(Latin1.bytes(text)), BROKEN);
    }

    private Path script(String name, String text) throws IOException {
        Path script = Files.writeString(folder.resolve(name), text);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    @Test
    void aProgramNeedNotReadItsMessage() throws IOException {
        Line line = new Line(folder, DELIVERY);
        assertThat(line.run("preline", new Preline(), List.of("sh", "-c", "exit 7"), LARGE))
                .isEqualTo(7);
        assertThat(line.err()).isEmpty();
    }

    @Test
    void aLargeMessageArrivesWhole() throws IOException {
        Line line = new Line(folder, DELIVERY);
        assertThat(line.run("preline", new Preline(), List.of("-frd", "cat"), LARGE))
                .isZero();
        assertThat(line.out()).isEqualTo(LARGE);
    }

    @Test
    void aProgramNeverTakesPartOfAMessageForTheWhole() throws IOException {
        Line line = new Line(folder, DELIVERY);
        List<String> program = List.of("sh", "-c", "cat >/dev/null; echo taken");
        try (Descriptor none = Descriptor.open("/dev/null", OpenFlag.READ)) {
            assertThat(line.run("preline", new Preline(), program, none, cutOff("Subject: s\n")))
                    .isEqualTo(111);
            assertThat(line.out()).isEmpty();
            assertThat(line.err()).isEqualTo("preline: fatal: unable to copy input: input/output error\n");
            assertThat(line.run("qsmhook", new QsmHook(), program, none, cutOff("Subject: s\n")))
                    .isEqualTo(111);
            assertThat(line.out()).isEmpty();
            assertThat(line.err()).isEqualTo("qsmhook: fatal: unable to read message\n");
        }
    }

    @Test
    void aMessageThatCannotBeReadIsNotSentOn() throws IOException {
        Line line = new Line(folder, DELIVERY);
        try (Descriptor none = Descriptor.open("/dev/null", OpenFlag.READ)) {
            assertThat(line.run("forward", new Forward(), List.of("a@b"), none, cutOff(LARGE)))
                    .isEqualTo(111);
        }
        assertThat(line.err()).isEqualTo("forward: fatal: unable to read message: input/output error\n");
        assertThat(line.queue.queued()).isEmpty();
    }

    @Test
    void aMessageFromAPipeCannotBeRedirected() throws IOException {
        Line line = new Line(folder, DELIVERY);
        try (Pipe pipe = Pipe.create()) {
            assertThat(line.run(
                            "condredirect",
                            new CondRedirect(),
                            List.of("a@b", "true"),
                            pipe.read(),
                            InputStream.nullInputStream()))
                    .isEqualTo(111);
        }
        assertThat(line.err()).isEqualTo("condredirect: fatal: unable to rewind: unseekable descriptor\n");
    }

    @Test
    void aProgramThatCannotBeRunJustNowIsAskedLater() throws IOException {
        Path busy = Files.copy(Path.of("/bin/true"), folder.resolve("busy"));
        Line line = new Line(folder, DELIVERY);
        try (Descriptor writer = Descriptor.open(busy.toString(), OpenFlag.WRITE)) {
            assertThat(writer.number()).isPositive();
            assertThat(line.run("except", new Except(), List.of("./busy"), "")).isEqualTo(111);
            assertThat(line.err()).isEqualTo("except: fatal: temporary child error\n");
            assertThat(line.run("preline", new Preline(), List.of("./busy"), ""))
                    .isEqualTo(111);
            assertThat(line.err()).isEqualTo("preline: fatal: unable to run ./busy: text busy\n");
            assertThat(line.run("qsmhook", new QsmHook(), List.of("./busy"), ""))
                    .isEqualTo(111);
            assertThat(line.err()).isEqualTo("qsmhook: fatal: temporary problem\n");
        }
        assertThat(line.run("except", new Except(), List.of("./busy"), "")).isEqualTo(100);
    }

    @Test
    void aFileWithoutFormatIsAScript() throws IOException {
        script("answer", "echo $1; exit 3\n");
        Line line = new Line(folder, Map.of("PATH", "/nowhere::/bin"));
        assertThat(line.run("except", new Except(), List.of("answer", "a  b"), ""))
                .isZero();
        assertThat(line.out()).isEqualTo("a b\n");
    }

    @Test
    void aProgramWithoutANameIsNotThere() throws IOException {
        Line line = new Line(folder, DELIVERY);
        assertThat(line.run("preline", new Preline(), List.of(""), "")).isEqualTo(100);
        assertThat(line.err()).isEqualTo("preline: fatal: unable to run : file does not exist\n");
    }

    @Test
    void aNoticeIsNotWorthADeliveryThatFails() throws IOException {
        String request = "Notice-Requested-Upon-Delivery-To: joe@x.y\n";
        String endless = request + "X: " + "x".repeat(HeaderReader.LONGEST_HEADER) + "\n\n";
        Line line = new Line(folder, DELIVERY);
        assertThat(line.run("qreceipt", new QReceipt(), List.of("joe@x.y"), endless))
                .isZero();
        assertThat(line.queue.queued()).isEmpty();
        assertThat(line.run("qreceipt", new QReceipt(), List.of("joe@x.y"), request))
                .isZero();
        assertThat(line.queue.queued()).hasSize(1);
    }
}
