package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.dkim.AuthenticationResults;
import eqmail.dkim.MessageCheck;
import eqmail.dkim.SignedMessage;
import eqmail.dkim.Verifier;
import eqmail.dns.Resolver;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifyingQueueTest {
    private static final AuthenticationResults HOST = new AuthenticationResults("mx.example.net");
    private static final Envelope ENVELOPE = new Envelope("joe@example.org", List.of("x@example.net"));
    private static final String MESSAGE = "From: joe@example.org\nSubject: s\n\n.body\n";
    private static final SignedMessage DOMAIN = SignedMessage.domain();

    private final List<String> log = new ArrayList<>();

    private FakeQueue queue(BodyForm form) {
        return new FakeQueue(0, form);
    }

    private VerifyingQueue over(MailQueue next, Verifier verifier) {
        return new VerifyingQueue(next, new MessageCheck(verifier, HOST), HOST, log::add);
    }

    /** Hands {@code text} over in pieces of {@code size} and gives what the queue behind got, in unix form. */
    private String pass(BodyForm form, String text, int size) throws IOException {
        FakeQueue next = queue(form);
        try (Submission submission = over(next, DOMAIN.verifier()).open(Origin.network(1))) {
            assertThat(submission.form()).isEqualTo(form);
            byte[] bytes = Latin1.bytes(form == BodyForm.WIRE ? wire(text) : text);
            for (int from = 0; from < bytes.length; from += size) {
                submission.write(bytes, from, Math.min(size, bytes.length - from));
            }
            assertThat(submission.commit(ENVELOPE)).isEqualTo(QueueResult.ACCEPTED);
        }
        assertThat(next.queued()).extracting(FakeQueue.Queued::envelope).containsExactly(ENVELOPE);
        String got = next.queued().getFirst().message();
        return form == BodyForm.WIRE ? got.replace("\r\n", "\n").replace("\n..", "\n.") : got;
    }

    private static String wire(String text) {
        return text.replace("\n.", "\n..").replace("\n", "\r\n");
    }

    @ParameterizedTest
    @EnumSource(BodyForm.class)
    void putsTheFindingAboveASignedMessage(BodyForm form) throws IOException {
        String signed = DOMAIN.sign(MESSAGE);
        String got = pass(form, signed, 1000);
        assertThat(got).startsWith("Authentication-Results: mx.example.net;\n\tdkim=pass header.d=example.org\n");
        assertThat(got).endsWith(signed);
        assertThat(log).containsExactly("qmail-vdkim: Verify DKIM for example.org: pass (ok)");
    }

    @ParameterizedTest
    @EnumSource(BodyForm.class)
    void changesNothingElseInWhateverPiecesItComes(BodyForm form) throws IOException {
        String signed = "Received: x\n" + DOMAIN.sign(MESSAGE + "more\n".repeat(50_000));
        String whole = pass(form, signed, Integer.MAX_VALUE / 2);
        assertThat(pass(form, signed, 1)).isEqualTo(whole).endsWith(signed);
        assertThat(pass(form, MESSAGE, 1)).isEqualTo(MESSAGE);
        assertThat(pass(form, MESSAGE, 1000)).isEqualTo(MESSAGE);
    }

    @Test
    void tellsABrokenSignature() throws IOException {
        String got = pass(BodyForm.UNIX, DOMAIN.sign(MESSAGE).replace("body", "bogy"), 1000);
        assertThat(got).contains("dkim=fail (body hash did not verify) header.d=example.org");
        assertThat(log).containsExactly("qmail-vdkim: Verify DKIM for example.org: fail (body hash did not verify)");
    }

    @ParameterizedTest
    @EnumSource(BodyForm.class)
    void takesOutWhatOnlyWeMaySay(BodyForm form) throws IOException {
        String forged = "Authentication-Results: mx.example.net; dkim=pass header.d=bank.example\n\tfolded\n";
        String others = "Authentication-Results: elsewhere.example; dkim=fail\n";
        assertThat(pass(form, forged + others + forged + MESSAGE, 7)).isEqualTo(others + MESSAGE);
        String signed = DOMAIN.sign(MESSAGE);
        assertThat(pass(form, forged + signed, 7))
                .doesNotContain("bank.example")
                .contains("dkim=pass")
                .endsWith(signed);
    }

    @Test
    void sendsAnUnsignedMessageOnAsItComes() throws IOException {
        List<Integer> sizes = new ArrayList<>();
        MailQueue counting = origin -> new Submission() {
            @Override
            public BodyForm form() {
                return BodyForm.UNIX;
            }

            @Override
            public long qp() {
                return 1;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                sizes.add(length);
            }

            @Override
            public QueueResult commit(Envelope envelope) {
                return QueueResult.ACCEPTED;
            }

            @Override
            public void close() {}
        };
        Verifier silent = new Verifier(DOMAIN.zone(), InstantSource.fixed(SignedMessage.NOW));
        try (Submission submission = over(counting, silent).open(Origin.network(1))) {
            byte[] bytes = Latin1.bytes(MESSAGE);
            submission.write(bytes, 0, bytes.length);
            int before = sizes.size();
            assertThat(before).isPositive();
            submission.write(bytes, 0, 5);
            assertThat(sizes).hasSize(before + 1).last().isEqualTo(5);
        }
        assertThat(log).containsExactly("qmail-vdkim: No DKIM signatures found.");
    }

    @Test
    void takesAMessageWithoutBodyOrHeader() throws IOException {
        assertThat(pass(BodyForm.UNIX, "", 1)).isEmpty();
        assertThat(pass(BodyForm.UNIX, "\n", 1)).isEqualTo("\n");
        assertThat(pass(BodyForm.UNIX, "Subject: x", 3)).isEqualTo("Subject: x");
        assertThat(pass(BodyForm.WIRE, "Subject: x\n", 3)).isEqualTo("Subject: x\n");
    }

    @Test
    void keepsTheAnswerOfTheQueueBehind() throws IOException {
        try (Submission submission =
                over(new FakeQueue(31, BodyForm.UNIX), DOMAIN.verifier()).open(Origin.network(1))) {
            submission.write(Latin1.bytes(MESSAGE), 0, MESSAGE.length());
            assertThat(submission.qp()).isEqualTo(4711);
            assertThat(submission.commit(ENVELOPE)).isEqualTo(QueueResult.ofExit(31));
        }
    }

    @Test
    void answersForNowWhenItIsStopped() throws Exception {
        String signed = DOMAIN.sign(MESSAGE);
        FakeQueue next = queue(BodyForm.UNIX);
        Resolver waiting = (Resolver) Proxy.newProxyInstance(
                Resolver.class.getClassLoader(), new Class<?>[] {Resolver.class}, (proxy, method, args) -> {
                    throw new InterruptedException();
                });
        Verifier stopped = new Verifier(waiting, InstantSource.fixed(SignedMessage.NOW));
        try (Submission submission = over(next, stopped).open(Origin.network(1))) {
            submission.write(Latin1.bytes(signed), 0, signed.length());
            assertThat(submission.commit(ENVELOPE).word()).startsWith("Z");
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(next.queued()).isEmpty();
    }
}
