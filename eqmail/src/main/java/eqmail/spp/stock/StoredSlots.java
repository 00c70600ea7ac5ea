package eqmail.spp.stock;

import eqmail.control.ControlException;
import java.util.Set;

/** The table that the settings of a plug-in name. */
final class StoredSlots {
    /** Words for the settings of a plug-in that remembers. */
    static final Set<String> WORDS = Set.of("store", "entries");

    private static final int ENTRIES = 100_000;
    /** A file of half a gigabyte. */
    private static final int MOST_ENTRIES = 1 << 24;

    private StoredSlots() {}

    /** The table of {@code settings}; {@code absent} is its file below the home where they name none. */
    static SlotTable of(Settings settings, String absent, Surroundings around) throws ControlException {
        int entries = settings.number("entries", ENTRIES, 1, MOST_ENTRIES);
        String store = settings.one("store").orElse(absent);
        if (store.isEmpty()) {
            throw settings.fault("store", "", "store needs a file");
        }
        return new SlotFile(around.control().home().resolve(store), entries, around.clock(), around.seed());
    }
}
