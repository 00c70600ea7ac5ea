package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.auth.Checker.Answer;
import eqmail.auth.Claim;
import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckProtocolTest {
    private static final Claim CLAIM = new Claim("j\u00f6", "p\u00e4ss", "<1@x>");

    private static byte[] bytes(String file, Claim claim, Map<String, String> environment) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CheckProtocol.write(new DataOutputStream(out), new CheckProtocol.Request(file, claim, environment));
        return out.toByteArray();
    }

    private static CheckProtocol.Request read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        assertThat(HelperProtocol.readWord(in)).isEqualTo(CheckProtocol.WORD);
        return CheckProtocol.read(in);
    }

    @Test
    void carriesTheClaimAndWhoTheClientIs() throws IOException {
        Map<String, String> environment = Map.of("TCPREMOTEIP", "192.0.2.1", "SMTPHELOHOST", "\u00e4", "PROTO", "TCP");
        CheckProtocol.Request request = read(bytes("control/checker", CLAIM, environment));
        assertThat(request).isEqualTo(new CheckProtocol.Request("control/checker", CLAIM, environment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "LD_PRELOAD", "IFS", "BASH_ENV", "TCP_X", "TCPx", "SMTP", "XTCPREMOTEIP", "LDTCPX"})
    void carriesNoVariableThatAProgramWouldObey(String name) throws IOException {
        assertThat(read(bytes("control/checker", CLAIM, Map.of(name, "x"))).environment())
                .isEmpty();
        String forged = Latin1.string(bytes("control/checker", CLAIM, Map.of("TCPREMOTEIP", "x")))
                .replace("\0\u000bTCPREMOTEIP", "\0" + (char) name.length() + name);
        assertThatThrownBy(() -> read(Latin1.bytes(forged))).isInstanceOf(IOException.class);
    }

    @Test
    void leavesOutWhatIsTooMuch() throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("TCPREMOTEHOST", "x".repeat(CheckProtocol.LONGEST_TEXT + 1));
        environment.put("TCPREMOTEINFO", "a\0b");
        for (int i = 0; i < 100; i++) {
            environment.put("SMTPX" + i, "x");
        }
        assertThat(read(bytes("control/checker", CLAIM, environment)).environment())
                .hasSize(CheckProtocol.MOST_VARIABLES)
                .doesNotContainKeys("TCPREMOTEHOST", "TCPREMOTEINFO");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "checker",
                "control/",
                "control/../users/assign",
                "control/.hidden",
                "control/a/b",
                "/etc/passwd",
                "control/A",
                "control/a b",
                "control/a\n"
            })
    void namesAControlFileAndNothingElse(String file) throws IOException {
        assertThat(CheckProtocol.admits(file)).isFalse();
        byte[] request = bytes(file, CLAIM, Map.of());
        assertThatThrownBy(() -> read(request)).isInstanceOf(IOException.class);
    }

    @Test
    void takesTextsUpToTheLimitWithoutNul() throws IOException {
        String longest = "x".repeat(CheckProtocol.LONGEST_TEXT);
        Claim claim = new Claim(longest, longest, "");
        assertThat(read(bytes("control/checker", claim, Map.of())).claim()).isEqualTo(claim);
        assertThatThrownBy(() -> bytes("control/checker", new Claim(longest + "x", "", ""), Map.of()))
                .isInstanceOf(IOException.class);
        byte[] withNul = bytes("control/checker", new Claim("a\0b", "", ""), Map.of());
        assertThatThrownBy(() -> read(withNul)).isInstanceOf(IOException.class);
    }

    @Test
    void everyDamageIsNoticedOrHarmless() throws IOException {
        byte[] good = bytes("control/checker", CLAIM, Map.of("TCPREMOTEIP", "192.0.2.1"));
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            bad[CheckProtocol.WORD.length() + random.nextInt(bad.length - CheckProtocol.WORD.length())] =
                    (byte) random.nextInt();
            try {
                CheckProtocol.Request request = read(bad);
                assertThat(CheckProtocol.admits(request.file())).isTrue();
                assertThat(request.environment().keySet()).allMatch(name -> name.matches("(TCP|SMTP|PROTO|RELAY)\\w*"));
            } catch (IOException noticed) {
                assertThat(noticed).isNotNull();
            }
        }
        for (int length = CheckProtocol.WORD.length(); length < good.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void carriesEveryAnswer(Answer answer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CheckProtocol.write(new DataOutputStream(out), answer);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(out.toByteArray()));
        assertThat(CheckProtocol.readAnswer(in)).isEqualTo(answer);
    }

    @Test
    void knowsNoOtherAnswer() {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(new byte[] {5}));
        assertThatThrownBy(() -> CheckProtocol.readAnswer(in)).isInstanceOf(IOException.class);
    }
}
