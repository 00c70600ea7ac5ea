package eqmail.dkim;

import eqmail.bytes.Latin1;
import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import eqmail.fs.MemoryBody;
import eqmail.mail.Body;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages of others from the test resources, and what they need. */
final class Specimens {
    private static final int TTL = 60;

    private Specimens() {}

    static String text(String name) throws IOException {
        try (InputStream in = Specimens.class.getResourceAsStream("/dkim/" + name)) {
            if (in == null) {
                throw new IOException("no " + name);
            }
            return Latin1.string(in.readAllBytes());
        }
    }

    static boolean exists(String name) {
        return Specimens.class.getResource("/dkim/" + name) != null;
    }

    static Body body(String text) {
        return MemoryBody.of(text.replace("\r\n", "\n"));
    }

    static FakeResolver key(String name, String... records) {
        return new FakeResolver().answer(name + " TXT", new Answer.Found<>(List.of(records), TTL));
    }

    static List<Finding> verify(FakeResolver zone, String text) throws Exception {
        return verify(zone, text, 1_709_500_000);
    }

    static List<Finding> verify(FakeResolver zone, String text, long now) throws Exception {
        return new Verifier(zone, InstantSource.fixed(Instant.ofEpochSecond(now))).verify(body(text));
    }

    /** The zone of a {@code .dns} file of chasquid: {@code name: text}, folded by backslashes. */
    static FakeResolver zone(String dns) {
        Map<String, List<String>> records = new LinkedHashMap<>();
        for (String line : dns.replace("\\\n", "").lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                records.computeIfAbsent(line.substring(0, colon), any -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        FakeResolver zone = new FakeResolver();
        records.forEach((name, texts) -> zone.answer(name + " TXT", answer(texts)));
        return zone;
    }

    private static Answer<String> answer(List<String> texts) {
        return switch (texts.getFirst()) {
            case "TEMPERROR" -> new Answer.Failed<>("for testing");
            case "PERMERROR" -> new Answer.NoSuchName<>(TTL);
            default -> new Answer.Found<>(texts, TTL);
        };
    }
}
