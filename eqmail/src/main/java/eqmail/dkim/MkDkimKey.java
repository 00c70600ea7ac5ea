package eqmail.dkim;

import eqmail.bytes.Getopt;
import eqmail.bytes.Latin1;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The command mkdkimkey, also called mkdomainkey: makes keys for a domain, and prints what its zone needs. */
public final class MkDkimKey {
    private static final String USAGE = "Usage:  mkdkimkey [-h] [-p] [-s] domain\n\n"
            + "\t-h\tshow this help and exit\n\t-p\tprint TXT record\n\t-s\tset the selector\n\n";

    /** Longest piece of a TXT record (RFC 1035 3.3.14). */
    private static final int STRING = 255;

    private final Path home;
    private final OutputStream stdout;

    /** Keys lie below {@code home}. */
    public MkDkimKey(Path home, OutputStream stdout) {
        this.home = home;
        this.stdout = stdout;
    }

    /** Does what the arguments say; gives the exit code. */
    public int run(List<String> arguments) throws IOException {
        Getopt options = new Getopt(arguments, "hpes:");
        String selector = "default";
        Algorithm algorithm = Algorithm.RSA_SHA256;
        boolean printOnly = false;
        for (Character option = options.next(); option != null; option = options.next()) {
            switch (option) {
                case 'p' -> printOnly = true;
                case 'e' -> algorithm = Algorithm.ED25519_SHA256;
                case 's' -> selector = options.value();
                default -> {
                    return usage();
                }
            }
        }
        List<String> domains = options.rest();
        if (domains.isEmpty()) {
            return usage();
        }
        String domain = Latin1.lower(domains.getFirst());
        if (domains.size() > 1 || !DomainName.valid(selector) || !DomainName.valid(domain)) {
            say("\u001b[1mSyntax ERROR!\u001b[0m\n\n");
            return usage();
        }
        NewKey key = new NewKey(home, domain, selector, algorithm);
        if (!printOnly && !key.make()) {
            return failed(key, "already exists");
        }
        Optional<String> published = key.published();
        if (published.isEmpty()) {
            return failed(key, "does not exist");
        }
        say("\u001b[33m\nTXT record for BIND:\u001b[37m\n\n" + selector + "._domainkey." + domain + ". IN TXT "
                + strings("v=DKIM1; k=" + algorithm.keyType() + "; p=" + published.get()) + "\n\n");
        return 0;
    }

    private int usage() throws IOException {
        say(USAGE);
        return 1;
    }

    private int failed(NewKey key, String what) throws IOException {
        say("\n\u001b[1;37m Domainkey for domain \u001b[36m" + key.domain() + "\u001b[37m with selector \""
                + key.selector() + "\"\u001b[1;31m " + what + "\u001b[1;37m!\n\u001b[0m\n");
        return 1;
    }

    /** The text as a zone file has it: one string, or as many as its length takes. */
    private static String strings(String text) {
        StringBuilder out = new StringBuilder();
        for (int from = 0; from < text.length(); from += STRING) {
            out.append(from == 0 ? "\"" : " \"");
            out.append(text, from, Math.min(text.length(), from + STRING)).append('"');
        }
        return text.length() > STRING ? "( " + out + " )" : out.toString();
    }

    private void say(String text) throws IOException {
        stdout.write(Latin1.bytes(text));
        stdout.flush();
    }
}
