package eqmail.golden;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recorded cases of one program: what the original answered to which input (golden/FORMAT.md). */
public final class Golden {
    private static final JsonMapper JSON = new JsonMapper();

    private Golden() {}

    /** One case; strings are Latin-1 views of bytes. */
    public record Case(JsonNode json) {
        public String name() {
            return text("name");
        }

        public boolean has(String key) {
            return json.hasNonNull(key);
        }

        public String text(String key) {
            return json.path(key).asString("");
        }

        public int number(String key) {
            return json.path(key).asInt(0);
        }

        public List<String> list(String key) {
            List<String> out = new ArrayList<>();
            json.path(key).forEach(each -> out.add(each.asString()));
            return out;
        }

        /** An object's members; a member that is not a string is its JSON text, null is missing. */
        public Map<String, String> map(String key) {
            Map<String, String> out = new LinkedHashMap<>();
            json.path(key).properties().forEach(each -> {
                if (!each.getValue().isNull()) {
                    out.put(
                            each.getKey(),
                            each.getValue().isString()
                                    ? each.getValue().asString()
                                    : each.getValue().toString());
                }
            });
            return out;
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** All cases of {@code golden/FILE.jsonl}. */
    public static List<Case> cases(String file) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file + ".jsonl")) {
            if (in == null) {
                throw new IOException("no golden file " + file);
            }
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return all.lines().map(line -> new Case(JSON.readTree(line))).toList();
        }
    }

    /** Writes {@code bytes} to {@code home/name}, with the directories it takes. */
    public static void lay(Path home, String name, String bytes) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, Latin1.bytes(bytes));
    }

    /** The bytes of a file; null if there is none. */
    public static String read(Path file) throws IOException {
        return Files.exists(file) ? Latin1.string(Files.readAllBytes(file)) : null;
    }
}
