package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import eqmail.spool.SpoolFullException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpoolQueueTest {
    private static final Envelope ENVELOPE = new Envelope("s@x", List.of("r@y"));
    private final MemorySpool spool = new MemorySpool();
    private final List<MessageId> arrivals = new ArrayList<>();

    private SpoolQueue queue(BodyForm form) {
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
        return new SpoolQueue(spool, form, clock, ZoneOffset.UTC, arrivals::add);
    }

    private static QueueResult submit(Submission submission, String text) {
        byte[] bytes = Latin1.bytes(text);
        submission.write(bytes, 0, bytes.length);
        return submission.commit(ENVELOPE);
    }

    @Test
    void putsItsReceivedLineInFrontAndTellsOfTheArrival() throws IOException {
        try (SpoolSubmission submission = queue(BodyForm.UNIX).open(Origin.user(1001))) {
            assertThat(submit(submission, "Subject: t\n\nbody\n").accepted()).isTrue();
        }
        assertThat(spool.only().text())
                .isEqualTo("Received: (qmail 1 invoked by uid 1001); 2 Jan 2026 03:04:05 +0000\nSubject: t\n\nbody\n");
        assertThat(spool.only().posting().uid()).isEqualTo(1001);
        assertThat(arrivals).containsExactly(MessageId.of(0, 1));
    }

    @Test
    void countsAWireTextInUnixForm() throws IOException {
        try (SpoolSubmission submission = queue(BodyForm.WIRE).open(Origin.network(201))) {
            submit(submission, "a\r\n..b\r\n...\r\n");
        }
        String unix = spool.only().text().replace("\r\n", "\n").replace("\n.", "\n");
        assertThat(unix).endsWith("\na\n.b\n..\n");
        assertThat(spool.only().posting().size()).isEqualTo(unix.length());
    }

    @Test
    void leavesNothingWhenItIsNotCommitted() throws IOException {
        try (SpoolSubmission submission = queue(BodyForm.UNIX).open(Origin.bounce(206))) {
            submission.write(new byte[10], 0, 10);
        }
        assertThat(spool.count()).isZero();
        assertThat(spool.openDrafts).isZero();
        assertThat(arrivals).isEmpty();
    }

    @Test
    void answersWriteErrorWhenTheSyncFails() throws IOException {
        spool.syncFails = true;
        try (SpoolSubmission submission = queue(BodyForm.UNIX).open(Origin.user(1))) {
            assertThat(submit(submission, "x\n").word()).isEqualTo("Zqq write error or disk full (#4.3.0)");
        }
        assertThat(arrivals).isEmpty();
    }

    @Test
    void refusesToBeginWhenTheSpoolIsFull() {
        spool.full = true;
        assertThatThrownBy(() -> queue(BodyForm.UNIX).open(Origin.user(1))).isInstanceOf(SpoolFullException.class);
    }

    @Test
    void takesAnAddressOfTheLimitAndRefusesOneByteMore() throws IOException {
        String longest = "a".repeat(EnvelopeReader.MAX_ADDRESS);
        try (SpoolSubmission submission = queue(BodyForm.UNIX).open(Origin.user(1))) {
            assertThat(submission
                            .commit(new Envelope(longest, List.of(longest)))
                            .accepted())
                    .isTrue();
        }
        try (SpoolSubmission submission = queue(BodyForm.UNIX).open(Origin.user(1))) {
            assertThat(submission
                            .commit(new Envelope("", List.of(longest + "a")))
                            .word())
                    .isEqualTo("Denvelope address too long for qq (#5.1.3)");
        }
    }
}
