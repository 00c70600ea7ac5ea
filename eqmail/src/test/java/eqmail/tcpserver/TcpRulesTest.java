package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tcprules and tcprulescheck together. */
class TcpRulesTest {
    private static final String RULES = """
        # who may relay
        127.:allow,RELAYCLIENT=""
        10.0.0.5-6:allow,DATABYTES="100",NOTE=/a b/
        192.0.2.0/24:deny,WHY="unseen"
        2001:db8::/32:deny
        =.example:allow,EXAMPLE="1"
        joe@=host.example:deny
        """;

    @TempDir
    Path dir;

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void saysWhatHoldsForAClient() throws IOException {
        assertThat(compile(RULES)).isZero();
        assertThat(check(Map.of("TCPREMOTEIP", "127.0.0.1")))
                .isEqualTo("rule 127.:\nset environment variable RELAYCLIENT=\nallow connection\n");
        assertThat(check(Map.of("TCPREMOTEIP", "10.0.0.6"))).isEqualTo("""
            rule 10.0.0.6:
            set environment variable DATABYTES=100
            set environment variable NOTE=a b
            allow connection
            """);
        assertThat(check(Map.of("TCPREMOTEIP", "10.0.0.7"))).isEqualTo("default:\nallow connection\n");
        assertThat(check(Map.of("TCPREMOTEIP", "192.0.2.77"))).isEqualTo("rule 192.0.2.0/24:\ndeny connection\n");
        assertThat(check(Map.of("TCPREMOTEIP", "2001:db8::1"))).isEqualTo("rule 2001:db8::/32:\ndeny connection\n");
        assertThat(check(Map.of("TCPREMOTEIP", "1.1.1.1", "TCPREMOTEHOST", "host.example")))
                .startsWith("rule =.example:\n");
        assertThat(check(Map.of("TCPREMOTEIP", "1.1.1.1", "TCPREMOTEHOST", "host.example", "TCPREMOTEINFO", "joe")))
                .isEqualTo("rule joe@=host.example:\ndeny connection\n");
        assertThat(check(Map.of())).isEqualTo("default:\nallow connection\n");
    }

    @Test
    void writesTheBytesOfTheFormat() throws IOException {
        compile(":deny\n1.:allow,A=\"b\"\n");
        byte[] cdb = Files.readAllBytes(dir.resolve("cdb"));
        String records = "\0\0\0\0\2\0\0\0D\0" + "\2\0\0\0\5\0\0\0" + "1." + "+A=b\0";
        ByteBuffer expected = ByteBuffer.allocate(2048 + records.length() + 32).order(ByteOrder.LITTLE_ENDIAN);
        int tables = 2048 + records.length();
        int empty = 5381;
        int one = hash("1.");
        int firstTable = Math.min(empty & 255, one & 255);
        int secondTable = Math.max(empty & 255, one & 255);
        for (int i = 0; i < 256; i++) {
            boolean used = i == firstTable || i == secondTable;
            expected.putInt(tables + (i > firstTable ? 16 : 0) + (i > secondTable ? 16 : 0))
                    .putInt(used ? 2 : 0);
        }
        expected.put(Latin1.bytes(records));
        for (int table : new int[] {firstTable, secondTable}) {
            int hash = table == (empty & 255) ? empty : one;
            int slot = (hash >>> 8) % 2;
            int record = hash == empty ? 2048 : 2048 + 10;
            expected.position(expected.position() + slot * 8).putInt(hash).putInt(record);
            expected.position(expected.position() + (1 - slot) * 8);
        }
        assertThat(firstTable).as("the two keys are in different tables").isNotEqualTo(secondTable);
        assertThat(cdb).isEqualTo(expected.array());
    }

    @Test
    void leavesTheOldFileAndNoNewOneAfterABadLine() throws IOException {
        compile(":deny\n");
        byte[] before = Files.readAllBytes(dir.resolve("cdb"));
        assertThat(compile(":allow\n1.2.3.4: allow\n")).isEqualTo(100);
        assertThat(stderr).hasToString("tcprules: fatal: unable to parse this line: 1.2.3.4: allow\n");
        assertThat(dir.resolve("cdb")).hasBinaryContent(before);
        assertThat(dir.resolve("tmp")).doesNotExist();
    }

    @Test
    void replacesAnOldTemporaryFile() throws IOException {
        Files.writeString(dir.resolve("tmp"), "x".repeat(10_000));
        assertThat(compile("")).isZero();
        assertThat(Files.size(dir.resolve("cdb"))).isEqualTo(2048);
        assertThat(dir.resolve("tmp")).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithFiles() throws IOException {
        InputStream input = InputStream.nullInputStream();
        TcpRules rules = new TcpRules(input, stderr);
        assertThat(rules.run(List.of(dir + "/cdb", dir + "/no/tmp"))).isEqualTo(111);
        assertThat(rules.run(List.of(dir + "/no/cdb", dir + "/tmp"))).isEqualTo(111);
        assertThat(stderr)
                .hasToString("tcprules: fatal: unable to create " + dir + "/no/tmp: file does not exist\n"
                        + "tcprules: fatal: unable to move " + dir + "/tmp to " + dir
                        + "/no/cdb: file does not exist\n");
    }

    @Test
    void saysWhenInputCannotBeRead() throws IOException {
        InputStream broken = new SequenceInputStream(InputStream.nullInputStream(), InputStream.nullInputStream()) {
            @Override
            public byte[] readAllBytes() throws IOException {
                throw new IOException("Input/output error");
            }
        };
        assertThat(new TcpRules(broken, stderr).run(List.of(dir + "/cdb", dir + "/tmp")))
                .isEqualTo(111);
        assertThat(stderr).hasToString("tcprules: fatal: unable to read input: input/output error\n");
    }

    @Test
    void explainsItselfWhenCalledWrongly() throws IOException {
        assertThat(new TcpRules(InputStream.nullInputStream(), stderr).run(List.of("cdb")))
                .isEqualTo(100);
        assertThat(new TcpRulesCheck(Map.of(), stdout, stderr).run(List.of())).isEqualTo(100);
        assertThat(stderr).hasToString("""
            tcprules: usage: tcprules rules.cdb rules.tmp
            tcprulescheck: usage: tcprulescheck rules.cdb
            """);
        assertThat(stdout.size()).isZero();
    }

    @Test
    void saysWhenRulesCannotBeRead() throws IOException {
        assertThat(new TcpRulesCheck(Map.of(), stdout, stderr).run(List.of(dir + "/cdb")))
                .isEqualTo(111);
        assertThat(stderr).hasToString("tcprulescheck: fatal: unable to read " + dir + "/cdb: file does not exist\n");
    }

    private int compile(String rules) throws IOException {
        stderr.reset();
        return new TcpRules(new ByteArrayInputStream(Latin1.bytes(rules)), stderr)
                .run(List.of(dir + "/cdb", dir + "/tmp"));
    }

    private String check(Map<String, String> environment) throws IOException {
        stdout.reset();
        assertThat(new TcpRulesCheck(environment, stdout, stderr).run(List.of(dir + "/cdb")))
                .isZero();
        return stdout.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static int hash(String key) {
        int hash = 5381;
        for (byte b : Latin1.bytes(key)) {
            hash = (hash * 33) ^ (b & 0xff);
        }
        return hash;
    }
}
