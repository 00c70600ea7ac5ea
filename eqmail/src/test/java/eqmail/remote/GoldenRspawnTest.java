package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.delivery.QueueFiles;
import eqmail.delivery.Replaceable;
import eqmail.delivery.Spawner;
import eqmail.posix.Credentials;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recorded runs of qmail-rspawn with stand-ins for qmail-remote, in process. */
class GoldenRspawnTest {
    @TempDir
    Path home;

    static Stream<JsonNode> cases() throws IOException {
        JsonMapper mapper = new JsonMapper();
        try (var in = GoldenRspawnTest.class.getResourceAsStream("/golden/qmail-rspawn.jsonl")) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return all.lines().map(mapper::readTree);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void reportsAsRecorded(JsonNode recorded) throws Exception {
        Path messages = Files.createDirectories(home.resolve("queue/mess"));
        Files.createDirectories(messages.resolve("0"));
        Files.writeString(messages.resolve("0/0"), "msg\n");
        Path found = Files.createDirectories(home.resolve("found"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        JsonNode stub = recorded.get("stub");
        for (String name : new String[] {"qmail-bfrmt", "qmail-remote"}) {
            if (stub.get("found").asBoolean()) {
                install(found.resolve(name), stub);
            }
            if (name.equals("qmail-remote") || recorded.get("bfrmt_installed").asBoolean()) {
                install(bin.resolve(name), stub);
            }
        }
        String command = "\0" + recorded.path("messid").asString("0/0") + "\0s@x.org\0"
                + recorded.get("recipient").asString() + "\0";
        ByteArrayOutputStream reports = new ByteArrayOutputStream();
        new Spawner(
                        new ByteArrayInputStream(Latin1.bytes(command)),
                        reports,
                        new QueueFiles(messages.toString(), Credentials.effectiveUid()),
                        new RspawnDeliverer(
                                home,
                                new Replaceable(home, home.resolve("image")),
                                Map.of("PATH", found + ":/usr/bin:/bin"),
                                Duration.ofMinutes(1)),
                        Thread.ofVirtual().factory())
                .run();
        assertThat(Latin1.string(reports.toByteArray()))
                .isEqualTo("x" + recorded.get("report").asString());
    }

    private void install(Path file, JsonNode stub) throws IOException {
        Path output = home.resolve("output");
        Files.write(output, Latin1.bytes(stub.get("output").asString()));
        String kill = stub.get("killed").asBoolean() ? "kill -9 $$\n" : "";
        Files.writeString(
                file,
                "#!/bin/sh\ncat \"" + output + "\"\n" + kill + "exit "
                        + stub.get("exit").asInt() + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
