package eqmail.inject;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.golden.Golden;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.queue.FakeQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomHeaderTest {
    private static final int HEADERS = 10_000;
    private static final long SEED = 822;

    private static final String[] NAMES = {
        "To",
        "To",
        "Cc",
        "Bcc",
        "cC ",
        "From",
        "Sender",
        "Reply-To",
        "Errors-To",
        "Return-Receipt-To",
        "Apparently-To",
        "Return-Path",
        "Resent-To",
        "Resent-Bcc",
        "Resent-From",
        "Resent-Date",
        "Subject",
        "Date",
        "Message-ID",
        "Content-Length",
        "X-Unknown",
        "Received",
        "From me",
        "bad name",
        "",
        "Mail-Followup-To",
        "T\u00f6",
        "To\t"
    };
    private static final String[] PIECES = {
        "joe",
        "bob@sun",
        "al@x.y",
        "<",
        ">",
        "<a@b>",
        "<@r,@s:t@u>",
        "(c)",
        "(n (m))",
        "\"q s\"",
        "[1.2]",
        "@",
        ".",
        ",",
        ", ",
        ", ",
        ";",
        ":",
        "g: h, i;",
        " ",
        " ",
        "\t",
        "\n ",
        "\r",
        "\\,",
        "\\",
        "\u00e9",
        "+",
        "a+@b+",
        "#@[]",
        "(",
        ")",
        "]",
        "[",
        "\"",
        "x@y.",
        "someone.with.a.long.name@a.host.of.the.example.org",
        "\0",
        "<>"
    };

    @TempDir
    Path home;

    @BeforeEach
    void layHome() throws IOException {
        Golden.lay(home, "control/me", Model.DEFAULT_HOST + "\n");
        Golden.lay(home, "control/defaultdomain", Model.DOMAIN + "\n");
        Golden.lay(home, "control/plusdomain", Model.PLUS + "\n");
    }

    @Test
    void agreesWithTheModelOnTenThousandHeaders() throws IOException {
        Random random = new Random(SEED);
        int queued = 0;
        for (int i = 0; i < HEADERS; i++) {
            Map<String, String> env = environment(random);
            String input = message(random);
            Injection ours = new Injection(home);
            ours.queue = new FakeQueue(0, BodyForm.UNIX);
            int exit = ours.run(env, List.of("-h"), input);
            String what = "header " + i + " " + env + " " + input;
            Model model = new Model(env);
            try {
                String message = model.message(input);
                assertThat(ours.err()).as(what).isEmpty();
                assertThat(exit).as(what).isZero();
                FakeQueue.Queued got = ours.queue.queued().getFirst();
                assertThat(got.message()).as(what).isEqualTo(message);
                assertThat(Latin1.string(got.envelope().encode()))
                        .as(what)
                        .isEqualTo(Latin1.string(new Envelope(model.sender(), model.recipients()).encode()));
                queued++;
            } catch (Model.Unparsable e) {
                assertThat(exit).as(what).isEqualTo(100);
                assertThat(ours.err())
                        .as(what)
                        .isEqualTo("qmail-inject: fatal: unable to parse this line:\n" + e.getMessage());
                assertThat(ours.queue.queued()).as(what).isEmpty();
            }
        }
        assertThat(queued).as("headers that could be parsed").isBetween(HEADERS / 3, HEADERS * 9 / 10);
    }

    private static String message(Random random) {
        StringBuilder out = new StringBuilder();
        for (int fields = random.nextInt(4); fields >= 0; fields--) {
            out.append(pick(random, NAMES)).append(random.nextInt(40) == 0 ? "" : ":");
            for (int pieces = random.nextInt(1 + random.nextInt(12)); pieces > 0; pieces--) {
                // What is odd stands in one field of some: else nearly no header could be parsed.
                int last = random.nextInt(6) == 0 ? PIECES.length : PIECES.length - 12;
                out.append(PIECES[random.nextInt(last)]);
            }
            out.append(random.nextInt(60) == 0 ? "" : "\n");
        }
        return out.append(random.nextBoolean() ? "\nbody\n" : "")
                .append(random.nextInt(9) == 0 ? "cut" : "")
                .toString();
    }

    private static Map<String, String> environment(Random random) {
        Map<String, String> env = new TreeMap<>();
        maybe(random, env, "USER", "joe", "joe..x", "j@h", "", "j\u00f6");
        maybe(random, env, "NAME", "Joe", "J \"Q\" (x)", "");
        maybe(random, env, "QMAILHOST", "h1.x", "sun+", "", "sun");
        maybe(random, env, "QMAILSUSER", "ret", "r t");
        maybe(random, env, "QMAILSHOST", "ret.x");
        maybe(random, env, "QMAILINJECT", "c", "f", "i", "s", "r", "m", "rm", "csfi");
        return env;
    }

    private static void maybe(Random random, Map<String, String> env, String name, String... values) {
        if (random.nextInt(3) == 0) {
            env.put(name, pick(random, values));
        }
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }
}
