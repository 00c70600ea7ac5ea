package eqmail.users;

import eqmail.bytes.Latin1;
import eqmail.cdb.CdbWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The program qmail-newu: compiles {@code users/assign} into {@code users/cdb}. The old table stays until the new one is
 * on disk; a bad assign file changes nothing.
 */
public final class NewUsers {
    private static final int TEMPORARY = 111;

    private final Path home;
    private final OutputStream stderr;

    /** Works in the qmail home {@code home} and reports to {@code stderr}. */
    public NewUsers(Path home, OutputStream stderr) {
        this.home = home;
        this.stderr = stderr;
    }

    private static final class Fatal extends Exception {
        private static final long serialVersionUID = 1;

        Fatal(String what) {
            super(what);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Does it; 0, or 111 with a line on stderr. */
    public int run() throws IOException {
        try {
            compile();
            return 0;
        } catch (Fatal fatal) {
            stderr.write(Latin1.bytes("qmail-newu: fatal: " + fatal.getMessage() + "\n"));
            return TEMPORARY;
        }
    }

    private void compile() throws Fatal {
        Path users = home.resolve("users");
        if (!Files.isDirectory(home)) {
            throw new Fatal("unable to chdir");
        }
        try (InputStream assign = open(users.resolve("assign"));
                CdbWriter writer = create(users.resolve("cdb.tmp"))) {
            Optional<AssignTable> table = AssignTable.parse(read(assign));
            if (table.isEmpty()) {
                throw new Fatal("bad format in users/assign");
            }
            step("unable to write users/cdb.tmp", () -> write(writer, table.get()));
            step("unable to move users/cdb.tmp to users/cdb", () -> writer.moveTo(users.resolve("cdb")));
        } catch (IOException e) {
            throw new Fatal("unable to write users/cdb.tmp");
        }
    }

    private static InputStream open(Path assign) throws Fatal {
        try {
            return Files.newInputStream(assign);
        } catch (IOException e) {
            throw new Fatal("unable to open users/assign");
        }
    }

    private static String read(InputStream assign) throws Fatal {
        try {
            return Latin1.string(assign.readAllBytes());
        } catch (IOException e) {
            throw new Fatal("unable to read users/assign");
        }
    }

    private static CdbWriter create(Path file) throws Fatal {
        try {
            return CdbWriter.create(file);
        } catch (IOException e) {
            throw new Fatal("unable to open users/cdb.tmp");
        }
    }

    private static void write(CdbWriter writer, AssignTable table) throws IOException {
        for (AssignTable.Pair pair : table.records()) {
            writer.add(pair.key(), pair.data());
        }
        writer.finish();
    }

    private static void step(String failure, Step step) throws Fatal {
        try {
            step.run();
        } catch (IOException e) {
            throw new Fatal(failure);
        }
    }
}
