package eqmail.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderReaderTest {
    private final List<String> fields = new ArrayList<>();

    private String read(String message) throws IOException {
        HeaderReader reader = new HeaderReader(new ByteArrayInputStream(Latin1.bytes(message)));
        String field;
        while ((field = reader.next()) != null) {
            fields.add(field);
        }
        assertThat(reader.next()).isNull();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        reader.copyBody(body::write);
        return Latin1.string(body.toByteArray());
    }

    @Test
    void givesFieldsWithTheirContinuationLines() throws IOException {
        assertThat(read("A: 1\n 2\n\t3\nB: 4\n\nbody")).isEqualTo("\nbody\n");
        assertThat(fields).containsExactly("A: 1\n 2\n\t3\n", "B: 4\n");
    }

    @Test
    void putsAnEmptyLineBeforeWhatIsNoField() throws IOException {
        assertThat(read("A: 1\r\n\r\nbody\n")).isEqualTo("\n\r\nbody\n");
        assertThat(fields).containsExactly("A: 1\r\n");
    }

    @Test
    void addsNoEmptyLineAtTheEndOfInput() throws IOException {
        assertThat(read("A: 1")).isEmpty();
        assertThat(fields).containsExactly("A: 1\n");
        fields.clear();
        assertThat(read("")).isEmpty();
        assertThat(fields).isEmpty();
    }

    @Test
    void passesABodyOfManyBuffers() throws IOException {
        String body = "x".repeat(200_000) + "\n";
        assertThat(read("A: 1\n\n" + body)).isEqualTo("\n" + body);
    }

    @Test
    void takesAHeaderUpToTheLimitAndNoLonger() throws IOException {
        String line = "A: " + "x".repeat(1020) + "\n";
        String header = line.repeat(HeaderReader.LONGEST_HEADER / line.length());
        assertThat(read(header)).isEmpty();
        assertThatThrownBy(() -> read(header + "B: 1\n")).isInstanceOf(HeaderReader.HeaderTooLong.class);
    }

    @Test
    void limitsTheHeaderAloneNotTheBody() throws IOException {
        String body = "y\n".repeat(HeaderReader.LONGEST_HEADER);
        assertThat(read("A: 1\n\n" + body)).hasSize(body.length() + 1);
    }
}
