package eqmail.users;

import eqmail.bytes.Latin1;
import eqmail.cdb.CdbReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Looks addresses up in {@code users/cdb} (delivery.md 7.1). The file is opened for each look-up, so that a new one
 * counts at once. Keys are {@code !} and the local part in lower case: with a NUL behind it for an exact entry, without
 * for a prefix. The record with the empty key lists the bytes on which a prefix may end, as they stand in the file: a prefix
 * that ends in a capital is never found, as in the original.
 */
final class AssignedUsers {
    private final Path cdb;

    AssignedUsers(Path cdb) {
        this.cdb = cdb;
    }

    /** The entry for {@code local}; empty without one or without the file. */
    Optional<Assignment> find(String local) throws LookupException {
        try (CdbReader table = CdbReader.open(cdb)) {
            Optional<String> record = record(table, local);
            return record.isPresent() ? Optional.of(Assignment.parse(record.get())) : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException broken) {
            throw new LookupException(LookupException.USERS_CDB, broken);
        }
    }

    private static Optional<String> record(CdbReader table, String local) throws IOException, LookupException {
        String wildcards =
                table.get("").orElseThrow(() -> new LookupException(LookupException.USERS_CDB, "no list of wildcards"));
        String key = "!" + Latin1.lower(local);
        Optional<String> exact = table.get(key + "\0");
        if (exact.isPresent()) {
            return exact;
        }
        for (int end = local.length(); end >= 0; end--) {
            if (end == 0 || wildcards.indexOf(key.charAt(end)) >= 0) {
                Optional<String> prefix = table.get(key.substring(0, end + 1));
                if (prefix.isPresent()) {
                    return Optional.of(prefix.get() + local.substring(end));
                }
            }
        }
        return Optional.empty();
    }
}
