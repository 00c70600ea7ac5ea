package eqmail.rules;

import eqmail.cdb.CdbReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Rules that tcprules compiled, looked up in the file itself. It is opened for each client anew, so a new file counts
 * from the next client on and costs no memory, however large.
 */
public final class CdbRules implements Rules {
    private final Path cdb;

    /** Looks up in {@code cdb}; nothing is opened yet. */
    public CdbRules(Path cdb) {
        this.cdb = cdb;
    }

    @Override
    public Optional<Rule> get(String key) throws IOException {
        try (CdbReader reader = CdbReader.open(cdb)) {
            return get(reader, key);
        }
    }

    @Override
    public boolean mayHoldNetworks() {
        return true;
    }

    @Override
    public Optional<Found> find(Client client) throws IOException {
        try (CdbReader reader = CdbReader.open(cdb)) {
            return RuleOrder.first(
                    new Rules() {
                        @Override
                        public Optional<Rule> get(String key) throws IOException {
                            return CdbRules.get(reader, key);
                        }

                        @Override
                        public boolean mayHoldNetworks() {
                            return true;
                        }
                    },
                    client);
        }
    }

    private static Optional<Rule> get(CdbReader reader, String key) throws IOException {
        return reader.get(key).map(Rule::ofData);
    }
}
