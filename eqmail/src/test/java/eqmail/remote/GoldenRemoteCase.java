package eqmail.remote;

import eqmail.bytes.Latin1;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import testkit.FakeDnsServer;
import testkit.ScriptedSmtpServer.ClientGone;
import testkit.ScriptedSmtpServer.Close;
import testkit.ScriptedSmtpServer.Pause;
import testkit.ScriptedSmtpServer.Receive;
import testkit.ScriptedSmtpServer.Send;
import testkit.ScriptedSmtpServer.Step;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One recorded run of qmail-remote (resources/golden; see FORMAT.md there). */
record GoldenRemoteCase(JsonNode json) {
    /** The port of artificial routes in this run. */
    private static final String PORT = "2525";

    static Stream<GoldenRemoteCase> all() {
        JsonMapper mapper = new JsonMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(GoldenRemoteCase.class.getResourceAsStream("/golden/qmail-remote.jsonl")),
                StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> new GoldenRemoteCase(mapper.readTree(line))).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return json.get("name").asString();
    }

    List<String> arguments() {
        List<String> all = new ArrayList<>();
        json.get("args").forEach(arg -> all.add(port(arg.asString())));
        return all;
    }

    /** Makes the home with its control files and, if there is one, the table of addresses that did not answer. */
    void lay(Path home, long now) throws IOException {
        Files.createDirectories(home.resolve("queue/lock"));
        for (Map.Entry<String, JsonNode> file : json.get("control").properties()) {
            Path path = home.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.write(path, Latin1.bytes(port(file.getValue().asString())));
        }
        TcptoBytes table = new TcptoBytes();
        for (JsonNode entry : json.path("tcpto_before")) {
            table.put(entry.get("slot").asInt(), entry, now);
        }
        Files.write(home.resolve("queue/lock/tcpto"), table.bytes());
    }

    void load(FakeDnsServer server) {
        for (Map.Entry<String, JsonNode> name : json.path("dns").properties()) {
            if (name.getValue().isString()) {
                server.servfail(name.getKey());
                continue;
            }
            server.exists(name.getKey());
            for (Map.Entry<String, JsonNode> set : name.getValue().properties()) {
                load(server, name.getKey(), set.getKey(), set.getValue());
            }
        }
    }

    private static void load(FakeDnsServer server, String name, String type, JsonNode value) {
        if (value.isString() && value.asString().equals("SERVFAIL")) {
            server.code(name, type, 2);
        } else if (type.equals("MX")) {
            value.forEach(mx ->
                    server.add(name, type, mx.get(0).asInt() + " " + mx.get(1).asString()));
        } else if (value.isArray()) {
            value.forEach(one -> server.add(name, type, one.asString()));
        } else {
            server.add(name, type, value.asString());
        }
    }

    /** Scripts of the servers by {@code ADDRESS PORT}; where none is named nobody listens. */
    Map<String, List<List<Step>>> servers() {
        Map<String, List<List<Step>>> all = new LinkedHashMap<>();
        if (json.has("servers")) {
            json.get("servers").properties().forEach(place -> {
                List<List<Step>> scripts = new ArrayList<>();
                place.getValue().forEach(script -> scripts.add(steps(script)));
                all.put(place.getKey(), scripts);
            });
        } else if (json.has("listen")) {
            JsonNode script = json.path("server");
            all.put(port(json.get("listen").asString()), script.isEmpty() ? List.of() : List.of(steps(script)));
        }
        return all;
    }

    private static List<Step> steps(JsonNode script) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode step : script) {
            Map.Entry<String, JsonNode> entry = step.properties().iterator().next();
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "send" -> steps.add(new Send(value.asString()));
                case "recv" -> steps.add(new Receive(value.asString()));
                case "sleep" -> steps.add(new Pause((long) (value.asDouble() * 1000)));
                case "close" -> steps.add(new Close());
                case "recv_eof" -> steps.add(new ClientGone());
                default -> throw new IllegalArgumentException(entry.getKey());
            }
        }
        return steps;
    }

    String stdin() {
        return json.path("stdin").asString("");
    }

    boolean stdinIsDirectory() {
        return json.path("stdin_kind").asString("").equals("directory");
    }

    String stdout() {
        String intended = json.path("intended").asString("");
        return intended.endsWith("\0") ? intended : json.get("stdout").asString();
    }

    /** Is what happened on the network recorded as it should be? */
    boolean pinsServers() {
        return !json.path("intended").asString("").endsWith("\0");
    }

    /** Entries of the table after the run, as {@code slot family flag address bytes}. */
    List<String> tcptoAfter() {
        List<String> all = new ArrayList<>();
        json.path("tcpto_after")
                .forEach(entry -> all.add(entry.get("slot").asInt() + " "
                        + entry.get("af").asInt() + " " + entry.get("flag").asInt() + " "
                        + entry.get("addr").asString()));
        return all;
    }

    private static String port(String text) {
        return text.replace("{PORT}", PORT);
    }

    @Override
    public String toString() {
        return name();
    }
}
