package eqmail.importer;

import eqmail.spool.Recipient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a queue of files.
 *
 * @param id its number, the inode of its text
 * @param text the file {@code mess/N}
 * @param sender return path
 * @param recipients in order, those for local delivery first; not routed yet (all of them remote, none done) when
 *     {@code fresh}
 * @param fresh was it never preprocessed ({@code todo/N})?
 * @param birth when it was accepted
 * @param localDue next try of local recipients; null without any
 * @param remoteDue the same for remote ones
 * @param bounce what its sender is going to be told; empty if nothing
 * @param uid account that handed it in
 */
record OldMessage(
        long id,
        Path text,
        String sender,
        List<Recipient> recipients,
        boolean fresh,
        Instant birth,
        @Nullable Instant localDue,
        @Nullable Instant remoteDue,
        String bounce,
        int uid) {}
