package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretProtocolTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(sent);

    private DataInputStream received() {
        return new DataInputStream(new ByteArrayInputStream(sent.toByteArray()));
    }

    private String ask(String file) throws IOException {
        SecretProtocol.writeRequest(out, file);
        DataInputStream in = received();
        assertThat(HelperProtocol.readWord(in)).isEqualTo(SecretProtocol.WORD);
        return SecretProtocol.readRequest(in);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "control/servercert.pem",
                "control/clientcert.pem",
                "control/servercerts/mail.example.org.pem",
                "control/servercerts/_.pem"
            })
    void admitsTheFilesThatHoldKeys(String file) throws IOException {
        assertThat(ask(file)).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "control/me",
                "users/smtpauth",
                "/etc/shadow",
                "control/servercert.pem\n",
                "control/servercert.pem.old",
                "control/servercerts/../../etc/x.pem",
                "control/servercerts/a/b.pem",
                "control/servercerts/.pem",
                "control/servercerts/.hidden.pem",
                "../control/servercert.pem"
            })
    void admitsNoOtherFile(String file) {
        assertThat(SecretProtocol.admits(file)).isFalse();
        assertThatThrownBy(() -> ask(file)).isInstanceOf(IOException.class);
    }

    @Test
    void readsNoNameThatIsTooLong() throws IOException {
        out.writeShort(301);
        out.write(new byte[301]);
        assertThatThrownBy(() -> SecretProtocol.readRequest(received())).hasMessage("malformed request for a file");
    }

    @Test
    void handsOverAFileOfTheLargestSizeAndNoLargerOne() throws IOException {
        byte[] largest = new byte[SecretProtocol.LARGEST];
        largest[SecretProtocol.LARGEST - 1] = 1;
        SecretProtocol.writeFile(out, largest);
        assertThat(SecretProtocol.readFile(received())).isEqualTo(largest);
        sent.reset();
        SecretProtocol.writeFile(out, new byte[SecretProtocol.LARGEST + 1]);
        assertThatThrownBy(() -> SecretProtocol.readFile(received())).hasMessageContaining("malformed");
    }

    @Test
    void tellsARefusal() throws IOException {
        SecretProtocol.writeRefusal(out);
        assertThatThrownBy(() -> SecretProtocol.readFile(received())).hasMessage("refused");
    }

    @Test
    void takesNoPartOfAFileForTheFile() throws IOException {
        SecretProtocol.writeFile(out, Latin1.bytes("whole"));
        byte[] cut = new byte[sent.size() - 1];
        System.arraycopy(sent.toByteArray(), 0, cut, 0, cut.length);
        assertThatThrownBy(() -> SecretProtocol.readFile(new DataInputStream(new ByteArrayInputStream(cut))))
                .isInstanceOf(IOException.class);
    }
}
