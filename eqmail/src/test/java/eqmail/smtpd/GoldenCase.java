package eqmail.smtpd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One recorded session of qmail-smtpd (resources/golden; see FORMAT.md there). */
record GoldenCase(JsonNode json) {
    /** What a step of the dialogue is. */
    enum Kind {
        RECV,
        SEND,
        WAIT
    }

    record Step(Kind kind, String text) {}

    static Stream<GoldenCase> all(String file) {
        JsonMapper mapper = new JsonMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                GoldenCase.class.getResourceAsStream("/golden/" + file), StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> new GoldenCase(mapper.readTree(line))).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return json.get("name").asString();
    }

    Map<String, String> texts(String key) {
        return texts(json, key);
    }

    static Map<String, String> texts(JsonNode from, String key) {
        Map<String, String> out = new LinkedHashMap<>();
        JsonNode node = from.get(key);
        if (node != null) {
            node.properties().forEach(e -> out.put(e.getKey(), e.getValue().asString()));
        }
        return out;
    }

    /** The intended result where the original is wrong, else the recorded one. Keys that are missing are not pinned. */
    JsonNode result() {
        return json.has("safe") ? json.get("safe") : json;
    }

    List<Step> steps() {
        List<Step> out = new ArrayList<>();
        for (JsonNode step : result().get("dialogue")) {
            Map.Entry<String, JsonNode> only = step.properties().iterator().next();
            Kind kind = switch (only.getKey()) {
                case "recv" -> Kind.RECV;
                case "send" -> Kind.SEND;
                default -> Kind.WAIT;
            };
            out.add(new Step(kind, only.getValue().asString()));
        }
        return out;
    }

    /** The command line: a password checker, or nothing. */
    List<String> arguments() {
        List<String> out = new ArrayList<>();
        json.get("args").forEach(argument -> out.add(argument.asString()));
        return out;
    }

    /** Does the case need a certificate? */
    boolean usesTls() {
        return texts("control").containsKey("control/servercert.pem");
    }

    /** Does the case need plug-ins? */
    boolean usesPlugins() {
        Map<String, String> env = texts("env");
        boolean configured = texts("control").keySet().stream().anyMatch(f -> f.startsWith("control/smtpplugins"));
        return !env.containsKey("NOSPP") && (configured || env.containsKey("SPPCONFFILE"));
    }

    @Override
    public String toString() {
        return name();
    }
}
