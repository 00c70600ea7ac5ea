package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import eqmail.dns.Resolver;
import eqmail.log.Log;
import eqmail.net.Connection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RblsmtpdTest {
    private static final String SERVER = "qmail-smtpd arg";
    private static final String LISTED = "4.3.2.1.rbl.example TXT";
    private static final String ANTI = "4.3.2.1.anti.example A";

    private final Map<String, String> environment = new HashMap<>();
    private final FakeResolver resolver = new FakeResolver();
    private final Peer peer = new Peer();

    @BeforeEach
    void comeFromSomewhere() {
        environment.put("TCPREMOTEIP", "1.2.3.4");
    }

    @Test
    void becomesTheServerWithoutLists() throws InterruptedException {
        assertThat(run(SERVER)).isZero();
        assertThat(peer.became).containsExactly("qmail-smtpd", "arg");
        assertThat(peer.out.size()).isZero();
        assertThat(peer.log).isEmpty();
    }

    @Test
    void keepsABlockedClientBusy() throws InterruptedException {
        environment.put("RBLSMTPD", "-go away");
        peer.says("EHLO x\r\nmail FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\nVRFY\r\nRSET\r\nNOOP x\r\n\r\nQUIT\r\nNOOP\r\n");
        assertThat(run(SERVER)).isZero();
        assertThat(peer.became).isNull();
        assertThat(peer.out.toString(java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo(
                        "220 rblsmtpd.local\r\n" //
                                + "250 rblsmtpd.local\r\n"
                                + "250 rblsmtpd.local\r\n"
                                + "553 go away\r\n".repeat(3)
                                + "250 rblsmtpd.local\r\n"
                                + "250 rblsmtpd.local\r\n"
                                + "553 go away\r\n"
                                + "221 rblsmtpd.local\r\n");
        assertThat(peer.log).containsExactly("rblsmtpd: 1.2.3.4 pid 77: 553 go away");
        assertThat(peer.closed).isTrue();
    }

    @Test
    void refusesForNowWithoutAHyphen() throws InterruptedException {
        environment.put("RBLSMTPD", "later");
        run("-b " + SERVER);
        assertThat(peer.log).containsExactly("rblsmtpd: 1.2.3.4 pid 77: 451 later");
    }

    @Test
    void letsAClientPassWithAnEmptyVariable() throws InterruptedException {
        environment.put("RBLSMTPD", "");
        resolver.answer(LISTED, texts("listed"));
        run("-r rbl.example " + SERVER);
        assertThat(peer.became).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"-r rbl.example, 451", "-b -r rbl.example, 553", "-b -B -r rbl.example, 451"})
    void refusesWhoIsListed(String options, String code) throws InterruptedException {
        resolver.answer(LISTED, texts("see\u00fc\t" + "x".repeat(300)));
        run(options + " " + SERVER);
        assertThat(peer.log).containsExactly("rblsmtpd: 1.2.3.4 pid 77: " + code + " see??" + "x".repeat(195));
    }

    @Test
    void takesTheFirstListThatKnowsTheClient() throws InterruptedException {
        resolver.answer(LISTED, texts("one"));
        resolver.answer("4.3.2.1.two.example TXT", texts("two"));
        run("-r none.example -r two.example -r rbl.example " + SERVER);
        assertThat(peer.log.getFirst()).endsWith(" 451 two");
    }

    @Test
    void neverBlocksWhoIsAntiListedBefore() throws InterruptedException {
        resolver.answer(LISTED, texts("listed"));
        resolver.answer(ANTI, new Answer.Found<>(List.of(InetAddress.getLoopbackAddress()), 1));
        run("-a anti.example -r rbl.example " + SERVER);
        assertThat(peer.became).isNotNull();
        run("-r rbl.example -a anti.example " + SERVER);
        assertThat(peer.log).hasSize(1);
    }

    @Test
    void failsOpenByDefault() throws InterruptedException {
        resolver.answer(LISTED, new Answer.Failed<>("dead"));
        run("-r rbl.example " + SERVER);
        assertThat(peer.became).isNotNull();
        peer.became = null;
        resolver.answer(LISTED, texts("listed"));
        resolver.answer(ANTI, new Answer.Failed<>("dead"));
        run("-a anti.example -r rbl.example " + SERVER);
        assertThat(peer.became).as("unknown counts as anti-listed").isNotNull();
    }

    @Test
    void failsClosedIfToldButNeverForGood() throws InterruptedException {
        resolver.answer(LISTED, new Answer.Failed<>("dead"));
        run("-c -b -r rbl.example " + SERVER);
        resolver.answer(LISTED, texts("listed"));
        resolver.answer(ANTI, new Answer.Failed<>("dead"));
        run("-cb -a anti.example -r rbl.example " + SERVER);
        assertThat(peer.log)
                .containsExactly(
                        "rblsmtpd: 1.2.3.4 pid 77: 451 temporary RBL lookup error",
                        "rblsmtpd: 1.2.3.4 pid 77: 451 listed");
    }

    @Test
    void asksForIpv6ByNibbles() throws InterruptedException {
        environment.put("TCPREMOTEIP", "2001:db8::1");
        resolver.answer(
                "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.rbl.example TXT", texts("six"));
        run("-r rbl.example " + SERVER);
        assertThat(peer.log).containsExactly("rblsmtpd: 2001:db8::1 pid 77: 451 six");
    }

    @Test
    void asksNobodyWithoutAnAddress() throws InterruptedException {
        environment.remove("TCPREMOTEIP");
        run("-c -r rbl.example " + SERVER);
        assertThat(peer.became).isNotNull();
    }

    @Test
    void delaysTheGreeting() throws InterruptedException {
        run("-w 5 " + SERVER);
        environment.put("GREETDELAY", "7");
        run("-W " + SERVER);
        environment.put("GREETDELAY", "soon");
        run("-W " + SERVER);
        assertThat(peer.paused).containsExactly(5L, 7L, 0L);
    }

    @Test
    void endsAfterItsTimeHoweverBusyTheClientIs() throws InterruptedException {
        environment.put("RBLSMTPD", "later");
        peer.says("NOOP\r\n".repeat(100_000));
        peer.secondsPerWrite = 10;
        run("-t 30 " + SERVER);
        assertThat(peer.out.size()).isEqualTo("220 rblsmtpd.local\r\n".length() * 3);
        assertThat(peer.limits).contains(Duration.ofSeconds(20), Duration.ofSeconds(10));
    }

    @Test
    void hangsUpOnAnEndlessLine() throws InterruptedException {
        environment.put("RBLSMTPD", "later");
        peer.says("x".repeat(5000) + "\r\nNOOP\r\n");
        assertThat(run(SERVER)).isZero();
        assertThat(peer.out.size()).isEqualTo("220 rblsmtpd.local\r\n".length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-r", "-r rbl.example", "-t x qmail-smtpd", "-z qmail-smtpd"})
    void explainsItselfWhenCalledWrongly(String line) throws InterruptedException {
        assertThat(run(line)).isEqualTo(100);
        assertThat(peer.log.getFirst()).startsWith("rblsmtpd: usage: rblsmtpd [");
    }

    @Test
    void saysWhenTheServerCannotBeRun() throws InterruptedException {
        peer.refusal = "file does not exist";
        assertThat(run(SERVER)).isEqualTo(111);
        assertThat(peer.log).containsExactly("rblsmtpd: fatal: unable to run qmail-smtpd: file does not exist");
    }

    private int run(String line) throws InterruptedException {
        List<String> args = line.isEmpty() ? List.of() : Arrays.asList(line.split(" ", -1));
        return new Rblsmtpd(args, environment, peer).run();
    }

    private static Answer<String> texts(String text) {
        return new Answer.Found<>(List.of(text), 1);
    }

    /** The process and its client. */
    private final class Peer implements Rblsmtpd.Host, Connection {
        final List<String> log = new ArrayList<>();
        final List<Long> paused = new ArrayList<>();
        final List<Duration> limits = new ArrayList<>();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final AtomicLong now = new AtomicLong();
        private InputStream in = InputStream.nullInputStream();
        int secondsPerWrite;
        boolean closed;

        @org.jspecify.annotations.Nullable
        String refusal;

        @org.jspecify.annotations.Nullable
        List<String> became;

        void says(String text) {
            in = new ByteArrayInputStream(Latin1.bytes(text));
        }

        @Override
        public Resolver resolver() {
            return resolver;
        }

        @Override
        public Connection client() {
            return this;
        }

        @Override
        public Log log() {
            return log::add;
        }

        @Override
        public long pid() {
            return 77;
        }

        @Override
        public LongSupplier nanoClock() {
            return now::get;
        }

        @Override
        public void pause(Duration time) {
            paused.add(time.toSeconds());
        }

        @Override
        public void become(List<String> command) throws IOException {
            if (refusal != null) {
                throw new IOException(refusal);
            }
            became = command;
        }

        @Override
        public InputStream input() {
            return in;
        }

        @Override
        public OutputStream output() {
            now.addAndGet(Duration.ofSeconds(secondsPerWrite).toNanos());
            return out;
        }

        @Override
        public void timeout(Duration each) {
            limits.add(each);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
