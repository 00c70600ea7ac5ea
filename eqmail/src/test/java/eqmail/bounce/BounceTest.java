package eqmail.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class BounceTest {
    private static final BounceNames NAMES =
            new BounceNames("MAILER-DAEMON", "mail.example.org", "postmaster", "double.example.org");

    private static Body body(BodyForm form, String text) {
        return new Body() {
            @Override
            public BodyForm form() {
                return form;
            }

            @Override
            public long size() {
                return text.length();
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(Latin1.bytes(text));
            }
        };
    }

    private static String text(Bounce bounce, Body original) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            bounce.write(Instant.ofEpochSecond(0), ZoneId.of("+05:30"), "<x@y>:\nno\n\n", original, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Latin1.string(out.toByteArray());
    }

    @Test
    void tellsTheSender() {
        Bounce bounce = new Bounce(NAMES, "bo b@example.org");
        assertThat(bounce.envelope()).isEqualTo(new Envelope("", List.of("bo b@example.org")));
        assertThat(text(bounce, body(BodyForm.UNIX, "Subject: t\n\nbody"))).isEqualTo("""
            Date: 1 Jan 1970 05:30:00 +0530
            From: MAILER-DAEMON@mail.example.org
            To: "bo b"@example.org
            Subject: failure notice

            Hi. This is the qmail-send program at mail.example.org.
            I'm afraid I wasn't able to deliver your message to the following addresses.
            This is a permanent error; I've given up. Sorry it didn't work out.

            <x@y>:
            no

            --- Below this line is a copy of the message.

            Return-Path: <"bo b"@example.org>
            Subject: t

            body\
            """);
    }

    @Test
    void copiesABodyInWireFormAsUnixText() {
        assertThat(text(new Bounce(NAMES, "a@b"), body(BodyForm.WIRE, "S: t\r\n\r\n..dot\r\n")))
                .endsWith("Return-Path: <a@b>\nS: t\n\n.dot\n");
    }

    @Test
    void tellsThePostmasterOfAFailedBounce() {
        Bounce bounce = new Bounce(NAMES, "");
        assertThat(bounce.envelope()).isEqualTo(new Envelope("#@[]", List.of("postmaster@double.example.org")));
        assertThat(text(bounce, body(BodyForm.UNIX, "x\n")))
                .contains("I tried to deliver a bounce message to this address, but the bounce bounced!\n\n<x@y>")
                .endsWith("--- Below this line is the original bounce.\n\nReturn-Path: <>\nx\n");
    }

    @Test
    void stopsAtADoubleBounce() {
        assertThat(new Bounce(NAMES, "#@[]").isTriple()).isTrue();
        assertThat(new Bounce(NAMES, "").isTriple()).isFalse();
    }

    @Test
    void sendsTheBounceOfAVerpMessageToItsOwner() {
        Bounce bounce = new Bounce(NAMES, "list-@host-@[]");
        assertThat(bounce.envelope().recipients()).containsExactly("list-@host");
        assertThat(text(bounce, body(BodyForm.UNIX, ""))).endsWith("Return-Path: <list-@host>\n");
    }

    @Test
    void aSenderThatIsNothingButTheVerpMarkIsABounce() {
        assertThat(new Bounce(NAMES, "-@[]").envelope().sender()).isEqualTo("#@[]");
    }

    @Test
    void quotesItsAuthor() {
        Bounce bounce = new Bounce(new BounceNames("mail er", "h", "p", "h"), "a@b");
        assertThat(text(bounce, body(BodyForm.UNIX, ""))).contains("From: \"mail er\"@h\n");
    }
}
