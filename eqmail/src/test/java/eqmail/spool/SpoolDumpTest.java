package eqmail.spool;

import static eqmail.spool.SpoolFixture.accept;
import static eqmail.spool.SpoolFixture.bytes;
import static eqmail.spool.SpoolFixture.local;
import static eqmail.spool.SpoolFixture.remote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eqmail.delivery.Channel;
import eqmail.fs.RecordingDisk;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code eqmail spool dump}; docs/spool.md shows what it prints. */
class SpoolDumpTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path SPOOL = ROOT.resolve("spool");

    private final RecordingDisk disk = new RecordingDisk(ROOT);
    private final SpoolFixture fixture = new SpoolFixture(disk, SPOOL, 1);
    private final List<String> lines = new ArrayList<>();

    private SpoolDump dump() {
        return new SpoolDump(disk, SPOOL, lines::add);
    }

    private void fill() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            await().until(() -> disk.list(SPOOL.resolve("log")).size() == 2);
            MessageId first = accept(spool, "Subject: hello\n\nIt works.\n", "joe@example.org", "ann@example.net");
            spool.record(
                            first,
                            List.of(new Change.Routed(List.of(local("joe@example.org"), remote("ann@example.net")))))
                    .await();
            MessageId second = accept(spool, bytes(7, 9000), "bob@example.net");
            spool.record(first, List.of(new Change.Done(0))).await();
            spool.record(first, List.of(new Change.RetryAt(Channel.REMOTE, SpoolFixture.BIRTH.plusSeconds(400))))
                    .await();
            spool.record(second, List.of(new Change.Removed())).await();
        }
    }

    @Test
    void showsWhatTheDocumentShows() throws IOException {
        fill();
        dump().all();
        Path document = Path.of(System.getProperty("eqmail.root", "..")).resolve("docs/spool.md");
        assertThat(Files.readString(document, StandardCharsets.US_ASCII))
                .contains("```\n" + String.join("\n", lines) + "\n```\n");
    }

    @Test
    void showsTheRecordsOfOneMessageOnly() throws IOException {
        fill();
        dump().message(2);
        assertThat(lines.stream().filter(line -> !line.startsWith(" ")))
                .hasSize(2)
                .allMatch(line -> line.matches("1:[0-9]+  (message|removed) 2.*"));
    }

    @Test
    void showsBytesThatAreNoRecordAndOddBytesInOctal() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "x\n", "a\n\\\u00ff");
            accept(spool, "y\n", "b");
        }
        disk.overwrite(SPOOL.resolve("log/0000000001"), SegmentHeader.BYTES + 40, new byte[40]);
        dump().all();
        assertThat(lines)
                .contains("segment 1: no record from 4136 to 4176", "    recipient <a\\012\\134\\377>", "    uid 1000");
    }
}
