package eqmail.spf;

import eqmail.bytes.Latin1;
import eqmail.dns.Answer;
import eqmail.dns.Exchanger;
import eqmail.dns.Resolver;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A resolver over a zone of the openspf.org suites: each name has a list of {@code {TYPE: value}}. The word TIMEOUT in it
 * means that types not listed get no answer. SPF counts as TXT where a name has no TXT; a TXT of NONE stops that.
 */
final class ZoneResolver implements Resolver {
    private static final int TTL = 60;
    private static final int MOST_ALIASES = 10;
    private static final String NO_ANSWER = "TIMEOUT";
    private static final String NOTHING = "NONE";

    private final Map<String, List<JsonNode>> zone = new HashMap<>();

    ZoneResolver(JsonNode names) {
        names.properties().forEach(name -> {
            List<JsonNode> records = new ArrayList<>();
            name.getValue().forEach(records::add);
            zone.put(Latin1.lower(name.getKey()), records);
        });
    }

    @Override
    public Answer<InetAddress> a(String name) {
        return find(name, "A", value -> InetAddress.ofLiteral(value.asString()));
    }

    @Override
    public Answer<InetAddress> aaaa(String name) {
        return find(name, "AAAA", value -> InetAddress.ofLiteral(value.asString()));
    }

    @Override
    public Answer<Exchanger> mx(String name) {
        return find(name, "MX", mx -> new Exchanger(mx.get(0).asInt(), host(mx.get(1))));
    }

    @Override
    public Answer<String> cname(String name) {
        return find(name, "CNAME", ZoneResolver::host);
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            int b = bytes[i] & 0xff;
            name.append(
                    bytes.length == 4
                            ? b + "."
                            : Integer.toHexString(b & 15) + "." + Integer.toHexString(b >> 4) + ".");
        }
        return find(name + (bytes.length == 4 ? "in-addr.arpa" : "ip6.arpa"), "PTR", ZoneResolver::host);
    }

    @Override
    public Answer<String> txt(String name) {
        return find(name, "TXT", ZoneResolver::joined);
    }

    private <T> Answer<T> find(String question, String type, Function<JsonNode, T> value) {
        String name = Latin1.lower(question.replace("\\\\", "\\"));
        for (int aliases = 0; aliases < MOST_ALIASES; aliases++) {
            List<JsonNode> records = zone.get(name);
            if (records == null) {
                return new Answer.NoSuchName<>(TTL);
            }
            List<JsonNode> found = values(records, type);
            if (found.isEmpty() && type.equals("TXT") && records.stream().noneMatch(r -> r.has(type))) {
                found = values(records, "SPF");
            }
            List<JsonNode> alias = values(records, "CNAME");
            if (!found.isEmpty()) {
                return new Answer.Found<>(found.stream().map(value).toList(), TTL);
            }
            if (alias.isEmpty()) {
                boolean silent = records.stream()
                        .anyMatch(r -> r.isString() && r.asString().equals(NO_ANSWER));
                return silent ? new Answer.Failed<>(NO_ANSWER) : new Answer.NoData<>(TTL);
            }
            name = Latin1.lower(host(alias.getFirst()));
        }
        return new Answer.Failed<>("too many aliases");
    }

    private static List<JsonNode> values(List<JsonNode> records, String type) {
        return records.stream()
                .filter(r -> r.has(type))
                .map(r -> r.get(type))
                .filter(v -> !(v.isString() && v.asString().equals(NOTHING)))
                .toList();
    }

    private static String host(JsonNode name) {
        String text = name.asString();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static String joined(JsonNode text) {
        if (text.isString()) {
            return text.asString();
        }
        StringBuilder all = new StringBuilder();
        text.forEach(part -> all.append(part.asString()));
        return all.toString();
    }
}
