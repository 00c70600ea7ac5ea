package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.bytes.WireToUnix;
import eqmail.golden.Golden;
import eqmail.mail.BodyForm;
import eqmail.net.Connection;
import eqmail.smtpd.ScriptedPeer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Replays a recorded session of a server that takes messages by netstrings. */
public final class GoldenReceiver {
    private static final Instant NOW = Instant.parse("2026-11-22T10:20:30Z");

    private GoldenReceiver() {}

    /** The server. */
    @FunctionalInterface
    public interface Server {
        int run(Connection client, Map<String, String> environment, ServerHost host);
    }

    /** A host around {@code queue}. */
    public static ServerHost host(MailQueue queue) {
        return new ServerHost(
                environment -> queue,
                Origin.network(201),
                line -> {},
                InstantSource.fixed(NOW),
                ZoneOffset.UTC,
                System::nanoTime);
    }

    /** Replays with a queue that takes messages in {@code form}. */
    public static void replay(Golden.Case golden, Path home, BodyForm form, Server server) throws IOException {
        for (Map.Entry<String, String> file : golden.map("control").entrySet()) {
            Golden.lay(home, file.getKey(), file.getValue());
        }
        Map<String, String> environment = new TreeMap<>(golden.map("env"));
        FakeQueue queue = new FakeQueue(Integer.parseInt(environment.getOrDefault("QQEXIT", "0")), form);
        List<String> packets = new ArrayList<>();
        StringBuilder wanted = new StringBuilder();
        for (JsonNode step : golden.json().get("dialogue")) {
            if (step.has("send")) {
                packets.add(step.get("send").asString());
            } else {
                wanted.append(step.get("recv").asString());
            }
        }
        packets.removeIf(String::isEmpty);
        ScriptedPeer client = new ScriptedPeer(packets);
        assertThat(server.run(client, environment, host(queue))).isEqualTo(golden.number("exit"));
        String said = client.transcript()
                .replaceAll("[0-9]+:Kok " + NOW.getEpochSecond() + " qp 4711,", "{LEN}:Kok {TIME} qp {QP},");
        assertThat(said).isEqualTo(wanted.toString());
        assertThat(captured(queue, form)).isEqualTo(wanted(golden));
    }

    private static Map<String, String> wanted(Golden.Case golden) {
        Map<String, String> files = new TreeMap<>(golden.map("files"));
        files.keySet().removeIf(name -> name.endsWith(".env"));
        return files;
    }

    private static Map<String, String> captured(FakeQueue queue, BodyForm form) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (FakeQueue.Queued each : queue.queued()) {
            String name = "capture/" + (files.size() / 2 + 1);
            byte[] text = Latin1.bytes(each.message());
            String unix = Latin1.string(
                    form == BodyForm.UNIX ? text : new WireToUnix(new ByteArrayInputStream(text)).readAllBytes());
            files.put(name + ".message", unix.replace("22 Nov 2026 10:20:30 +0000", "{DATE822}"));
            files.put(name + ".envelope", Latin1.string(each.envelope().encode()));
        }
        return files;
    }
}
