package eqmail.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eqmail.bytes.Latin1;
import eqmail.mail.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnerTest {
    @TempDir
    Path mess;

    private final ByteArrayOutputStream reports = new ByteArrayOutputStream();
    private int owner;

    @BeforeEach
    void layMessage() throws IOException {
        Files.createDirectory(mess.resolve("0"));
        Files.writeString(mess.resolve("0/23"), "the text");
        owner = (Integer) Files.getAttribute(mess, "unix:uid");
    }

    private static String command(int number, String id, String recipient) {
        return (char) number + id + "\0s@x\0" + recipient + "\0";
    }

    private void run(InputStream commands, Deliverer deliverer) throws IOException {
        new Spawner(
                        commands,
                        reports,
                        new QueueFiles(mess.toString(), owner),
                        deliverer,
                        Thread.ofPlatform().factory())
                .run();
    }

    private String run(String commands, Deliverer deliverer) throws IOException {
        run(new ByteArrayInputStream(Latin1.bytes(commands)), deliverer);
        return said();
    }

    private String said() {
        return Latin1.string(reports.toByteArray());
    }

    @Test
    void handsOnTheOrderAndReportsTheVerdict() throws IOException {
        assertThat(run(command(7, "0/23", "a@b@\u00e4"), order -> {
                    try (InputStream in = order.body().open()) {
                        String text = Latin1.string(in.readAllBytes());
                        return new Verdict.Refused(order.message() + " " + order.sender() + " " + order.recipient()
                                + " " + text + "\0never shown");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .isEqualTo("x\7D23 s@x a@b@\u00e4 the text\0");
    }

    @Test
    void runsDeliveriesSideBySideAndGivesTheirNumbersBack() throws Exception {
        PipedOutputStream qmailSend = new PipedOutputStream();
        PipedInputStream commands = new PipedInputStream(qmailSend);
        CountDownLatch slow = new CountDownLatch(1);
        Thread spawner = Thread.ofPlatform().start(() -> {
            try {
                run(commands, order -> {
                    if (order.recipient().startsWith("slow")) {
                        slow.await();
                    }
                    return new Verdict.Delivered(order.recipient());
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        qmailSend.write(Latin1.bytes(
                command(1, "0/23", "slow@h") + command(1, "0/23", "again@h") + command(2, "0/23", "quick@h")));
        qmailSend.flush();
        await().until(() -> said().endsWith("\2Kquick@h\0"));
        assertThat(said()).isEqualTo("x\1ZInternal error: delnum in use. (#4.3.5)\n\0\2Kquick@h\0");
        slow.countDown();
        await().until(() -> said().endsWith("\1Kslow@h\0"));
        qmailSend.write(Latin1.bytes(command(1, "0/23", "third@h")));
        qmailSend.close();
        spawner.join();
        assertThat(said()).endsWith("\1Kthird@h\0");
    }

    @Test
    void waitsForRunningDeliveriesAtTheEnd() throws IOException {
        assertThat(run(command(0, "0/23", "a@h") + "\1unfinished", order -> {
                    Thread.onSpinWait();
                    return new Verdict.Deferred("");
                }))
                .isEqualTo("x\0Z\0");
    }

    @Test
    void aBugInADeliveryBouncesNothing() throws IOException {
        assertThat(run(command(0, "0/23", "a@h"), order -> {
                    throw new IllegalStateException("bug");
                }))
                .isEqualTo("x\0Zqmail-spawn: delivery crashed. (#4.3.0)\n\0");
    }

    @Test
    void refusesWhatIsNoMessage() throws Exception {
        Files.createDirectory(mess.resolve("1"));
        new ProcessBuilder("mkfifo", mess.resolve("2").toString()).start().waitFor();
        String wrongType = "ZSorry, message has wrong type. (#4.3.5)\n\0";
        assertThat(run(command(0, "1", "a@h") + command(0, "2", "a@h"), order -> new Verdict.Delivered("")))
                .isEqualTo("x\0" + wrongType + "\0" + wrongType);
    }

    @Test
    void refusesFilesOfOthers() throws IOException {
        owner++;
        assertThat(run(command(0, "0/23", "a@h"), order -> new Verdict.Delivered("")))
                .isEqualTo("x\0ZSorry, message has wrong owner. (#4.3.5)\n\0");
    }

    @Test
    void namesNothingOutsideTheQueue() throws IOException {
        String nonnumeric = "\0DInternal error: messid has nonnumerics. (#5.3.5)\n\0";
        assertThat(run(command(0, "/0/23", "a@h") + command(0, "0/../0/23", "a@h"), order -> new Verdict.Delivered("")))
                .isEqualTo("x" + nonnumeric + nonnumeric);
    }

    @Test
    void tellsLimitsOfIdAndNumber() throws IOException {
        String longest = "0".repeat(98) + "1";
        Files.writeString(mess.resolve(longest), "text");
        assertThat(run(
                        command(119, longest, "a@h") + command(120, "0/23", "a@h") + command(255, "0/23", "a@h"),
                        order -> new Verdict.Delivered("")))
                .contains("wK\0")
                .contains("xZInternal error: delnum too big. (#4.3.5)\n\0")
                .contains("\u00ffZInternal error: delnum too big. (#4.3.5)\n\0");
        reports.reset();
        assertThat(run(command(0, "0" + longest, "a@h"), order -> new Verdict.Delivered("")))
                .isEqualTo("x\0DInternal error: messid too long. (#5.3.5)\n\0");
    }

    @Test
    void anEndlessWordDoesNotFillTheMemory() throws IOException {
        assertThat(run(command(0, "0/23", "a".repeat(100_000) + "@h"), order -> new Verdict.Delivered("")))
                .isEqualTo("x\0DSorry, address must include host name. (#5.1.3)\n\0");
    }

    @Test
    void aReaderThatIsGoneIsNoFault() throws IOException {
        new Spawner(
                        new ByteArrayInputStream(Latin1.bytes(command(0, "0/23", "a@h"))),
                        new java.io.OutputStream() {
                            @Override
                            public void write(int b) {}

                            @Override
                            public void write(byte[] bytes, int offset, int length) throws IOException {
                                throw new IOException("broken pipe");
                            }
                        },
                        new QueueFiles(mess.toString(), owner),
                        order -> new Verdict.Delivered(""),
                        Thread.ofPlatform().factory())
                .run();
    }
}
