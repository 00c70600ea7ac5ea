package eqmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.golden.Golden;
import eqmail.smtpd.ScriptedPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Replays the recorded sessions of qmail-pop3d. */
class GoldenPop3dTest {
    @TempDir
    private Path home;

    static List<Golden.Case> cases() throws IOException {
        return Golden.cases("qmail-pop3d");
    }

    @Test
    void thereAreRecordedSessions() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(16);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAndLeavesTheMaildirAsRecorded(Golden.Case golden) throws IOException {
        lay(golden);
        List<String> packets = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (JsonNode step : golden.json().get("dialogue")) {
            (step.has("send") ? packets : wanted)
                    .add(step.properties().iterator().next().getValue().asString());
        }
        ScriptedPeer client = new ScriptedPeer(packets);
        // A process has one working directory, which is not the case's.
        List<String> arguments =
                golden.list("args").stream().map(a -> home + "/work/" + a).toList();
        int exit = new Pop3dProgram(client, InstantSource.system(), System::nanoTime).run(arguments);
        assertThat(exit).isEqualTo(golden.number("exit"));
        assertThat(client.transcript()).isEqualTo(String.join("", wanted));
        assertThat(files()).isEqualTo(golden.map("files"));
    }

    private void lay(Golden.Case golden) throws IOException {
        for (Map.Entry<String, String> file : golden.map("control").entrySet()) {
            if (file.getKey().endsWith("/")) {
                Files.createDirectories(home.resolve(file.getKey()));
            } else {
                Golden.lay(home, file.getKey(), file.getValue());
            }
        }
        for (Map.Entry<String, String> time : golden.map("mtime").entrySet()) {
            FileTime seconds = FileTime.fromMillis(Long.parseLong(time.getValue()) * 1000);
            Files.setLastModifiedTime(home.resolve(time.getKey()), seconds);
        }
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(home.resolve("work"))) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(home.relativize(file).toString(), Golden.read(file));
            }
        }
        return files;
    }
}
