package eqmail.dns;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * The domains in which a host is looked for that is named by a part of its name (the search and domain lines of
 * resolv.conf(5)). Nothing that comes from outside is ever looked for there: dnsfq alone takes what an administrator types.
 *
 * @param domains in the order to try them
 */
public record SearchList(List<String> domains) {
    /** The C library knew no more for decades. */
    private static final int MOST_DOMAINS = 6;

    /** Copies the list. */
    public SearchList {
        domains = List.copyOf(domains);
    }

    /** Reads {@code file}; no domains if it is missing or cannot be read. */
    public static SearchList read(Path file) {
        try {
            return parse(Latin1.string(Files.readAllBytes(file)));
        } catch (IOException absent) {
            return new SearchList(List.of());
        }
    }

    /** Reads the text of a file, of which the last such line counts. */
    static SearchList parse(String text) {
        List<String> domains = new ArrayList<>();
        text.lines().forEach(line -> {
            StringTokenizer words = new StringTokenizer(line);
            String first = words.hasMoreTokens() ? words.nextToken() : "";
            if (first.equals("search") || first.equals("domain")) {
                int most = first.equals("search") ? MOST_DOMAINS : 1;
                domains.clear();
                while (words.hasMoreTokens() && domains.size() < most) {
                    domains.add(words.nextToken());
                }
            }
        });
        return new SearchList(domains);
    }

    /** What {@code host} may stand for: first itself if there is a dot in it, else last; itself alone if it ends in one. */
    public List<String> names(String host) {
        List<String> names = new ArrayList<>();
        if (!host.endsWith(".")) {
            domains.forEach(domain -> names.add(host + "." + domain));
        }
        names.add(host.indexOf('.') >= 0 ? 0 : names.size(), host);
        return names;
    }
}
