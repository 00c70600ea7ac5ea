package eqmail.control;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Files in control/ that nobody reads: a setting in a file with a mistyped name has no effect, and nobody says so. */
final class UnknownFiles {
    /** What people and their tools leave beside a file: an older state of it, or words about it. */
    private static final Pattern LEFT = Pattern.compile(
            "\\..*|README.*|.*(~|[.,-](bak|backup|old|orig|new|save|saved|tmp|v|dpkg-.*|ucf-.*|rpm.*|[0-9]+))");

    /** So many letters may be wrong for a name to be recognised. */
    private static final int MOST_WRONG = 2;

    private UnknownFiles() {}

    /** Warns of each in the home of {@code control}, unless another file names it. */
    static void check(Control control, Flaws flaws) {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(control.home().resolve("control"))) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (NoSuchFileException missing) {
            return; // Without control/me that is the least of it.
        } catch (IOException e) {
            flaws.fault("control", Fault.text(e));
        }
        for (String name : names) {
            String file = "control/" + name;
            boolean known = ControlFile.named(name).isPresent()
                    || flaws.isNamed(file)
                    || LEFT.matcher(name).matches();
            if (!known) {
                flaws.warning(file, "no program here reads a file of this name" + meant(name));
            }
        }
    }

    private static String meant(String name) {
        Optional<String> near = Arrays.stream(ControlFile.values())
                .map(ControlFile::fileName)
                .filter(known -> distance(known, name) <= MOST_WRONG)
                .min(Comparator.comparingInt(known -> distance(known, name)));
        return near.map(known -> "; is it to be " + known + "?").orElse("");
    }

    /** How many letters must be put in, taken out or changed to make {@code b} of {@code a} (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
