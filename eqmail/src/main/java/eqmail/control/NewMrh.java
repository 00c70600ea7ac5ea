package eqmail.control;

import eqmail.bytes.Latin1;
import eqmail.cdb.CdbWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The program qmail-newmrh: compiles {@code control/morercpthosts} into {@code control/morercpthosts.cdb}, a constant
 * database with the hosts in lower case as keys and no data (network.md 12).
 */
public final class NewMrh {
    private static final int TEMPORARY = 111;
    private static final String TEXT = "control/morercpthosts";

    private final Path home;
    private final OutputStream stderr;

    /** Works in the qmail home {@code home} and reports to {@code stderr}. */
    public NewMrh(Path home, OutputStream stderr) {
        this.home = home;
        this.stderr = stderr;
    }

    /** Does it; 0, or 111 with a line on stderr. */
    public int run() throws IOException {
        try {
            Files.readAttributes(home.resolve("."), BasicFileAttributes.class);
        } catch (IOException e) {
            return fatal("unable to chdir to " + home + ": " + Fault.text(e));
        }
        String text;
        try {
            text = Latin1.string(Files.readAllBytes(home.resolve(TEXT)));
        } catch (IOException e) {
            return fatal("unable to read " + TEXT + ": " + Fault.text(e));
        }
        try (CdbWriter writer = CdbWriter.create(home.resolve(TEXT + ".tmp"))) {
            for (String host : Control.entries(Latin1.lower(text))) {
                writer.add(host, "");
            }
            writer.finish();
            return move(writer);
        } catch (IOException e) {
            return fatal("unable to write to " + TEXT + ".tmp: " + Fault.text(e));
        }
    }

    private int move(CdbWriter writer) throws IOException {
        try {
            writer.moveTo(home.resolve(TEXT + ".cdb"));
            return 0;
        } catch (IOException e) {
            // Without anything between name and reason: so the original prints it.
            return fatal("unable to move " + TEXT + ".tmp to " + TEXT + ".cdb" + Fault.text(e));
        }
    }

    private int fatal(String what) throws IOException {
        stderr.write(Latin1.bytes("qmail-newmrh: fatal: " + what + "\n"));
        return TEMPORARY;
    }
}
