package eqmail.rules;

import eqmail.cdb.CdbReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Rules in memory. Immutable. */
final class TableRules implements Rules {
    static final Rules NONE = new TableRules(Map.of());

    private final Map<String, Rule> table;
    private final boolean networks;

    private TableRules(Map<String, Rule> table) {
        this.table = table;
        this.networks = table.keySet().stream().anyMatch(key -> key.startsWith("_") || key.startsWith("^"));
    }

    static Rules ofText(String text) throws RuleSyntaxException {
        Map<String, Rule> table = new HashMap<>();
        for (RuleText.Entry entry : RuleText.parse(text)) {
            table.putIfAbsent(entry.key(), entry.rule());
        }
        return new TableRules(table);
    }

    static Rules ofCdb(Path cdb) throws IOException {
        Map<String, Rule> table = new HashMap<>();
        try (CdbReader reader = CdbReader.open(cdb)) {
            reader.forEach((key, data) -> table.putIfAbsent(key, Rule.ofData(data)));
        }
        return new TableRules(table);
    }

    @Override
    public Optional<Rule> get(String key) {
        return Optional.ofNullable(table.get(key));
    }

    @Override
    public boolean mayHoldNetworks() {
        return networks;
    }
}
