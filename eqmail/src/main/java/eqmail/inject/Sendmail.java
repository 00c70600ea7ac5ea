package eqmail.inject;

import eqmail.bytes.Getopt;
import eqmail.mail.Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * sendmail, mailq and newaliases: turns the options of that other sendmail into a call of one of our own programs
 * (tools.md 4).
 */
public final class Sendmail {
    private static final String FATAL = "sendmail: fatal: ";
    private static final String USAGE =
            "sendmail: usage: sendmail [ -t ] [ -fsender ] [ -Fname ] [ -bp ] [ -bs ] [ arg ... ]\n";
    private static final String READ_QUEUE = "qmail-qread";

    private final String name;
    private final List<String> args;
    private final Map<String, String> env;

    private Sendmail(String name, List<String> args, Map<String, String> env) {
        this.name = name;
        this.args = args;
        this.env = new LinkedHashMap<>(env);
    }

    /**
     * A program to run in the place of sendmail, in the qmail home.
     *
     * @param program its name in {@code bin}
     * @param args its arguments
     * @param env its environment
     */
    public record Errand(String program, List<String> args, Map<String, String> env) {}

    /** There is nothing to run. */
    public static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private Refusal(String text) {
            super(text, null, false, false);
        }

        /** What to say on standard error, all of it. */
        public String text() {
            return String.valueOf(getMessage());
        }

        /** Never. */
        public int exit() {
            return 100;
        }
    }

    /** What was asked for by {@code args}, called as {@code name}. */
    public static Errand errand(String name, List<String> args, Map<String, String> env) throws Refusal {
        return new Sendmail(name, args, env).errand();
    }

    /** What to say, with exit 111, when the home cannot be entered, or the errand's program not be run. */
    public static String unableTo(String doWhat) {
        return FATAL + "unable to " + doWhat + "\n";
    }

    private Errand errand() throws Refusal {
        Getopt options = new Getopt(args, "vimte:f:p:o:B:F:EJxb:");
        boolean header = false;
        String sender = null;
        Character option;
        while ((option = options.next()) != null) {
            switch (option) {
                case 't' -> header = true;
                case 'f' -> sender = options.value();
                case 'F' -> env.put("MAILNAME", options.value());
                case 'E', 'J' -> options.skipWord();
                case 'b' -> {
                    switch (options.value().isEmpty() ? '?' : options.value().charAt(0)) {
                        case 'm' -> {}
                        case 'p' -> {
                            return new Errand(READ_QUEUE, List.of(), env);
                        }
                        case 's' -> {
                            return smtp();
                        }
                        default -> throw new Refusal(USAGE);
                    }
                }
                case Getopt.WRONG -> throw new Refusal(name + ": " + options.fault() + "\n" + USAGE);
                default -> {}
            }
        }
        return switch (name) {
            case "mailq" -> new Errand(READ_QUEUE, List.of(), env);
            case "newaliases" -> throw new Refusal(FATAL + "please use fastforward/newaliases instead\n");
            default -> inject(header, sender, options.rest());
        };
    }

    /** A session on standard input and output, whose client is somebody on this host unless the environment says more. */
    private Errand smtp() {
        if (!env.containsKey("PROTO")) {
            env.put("RELAYCLIENT", "");
            env.put("DATABYTES", "0");
            env.put("PROTO", "TCP");
            env.put("TCPLOCALIP", "127.0.0.1");
            env.put("TCPLOCALHOST", "localhost");
            env.put("TCPREMOTEIP", "127.0.0.1");
            env.put("TCPREMOTEHOST", "localhost");
            env.put("TCPREMOTEINFO", "sendmail-bs");
        }
        return new Errand("qmail-smtpd", List.of(), env);
    }

    private Errand inject(boolean header, @Nullable String sender, List<String> recipients) {
        List<String> words = new ArrayList<>();
        words.add(header ? "-H" : "-a");
        if (sender != null) {
            words.add("-f");
            words.add(sender);
            from(sender);
        }
        words.add("--");
        words.addAll(recipients);
        return new Errand("qmail-inject", words, env);
    }

    /** The sender of the envelope is that of a generated From, too. */
    private void from(String sender) {
        for (String other : List.of("QMAILNAME", "MAILNAME", "NAME", "QMAILHOST", "MAILHOST")) {
            env.remove(other);
        }
        env.put("QMAILUSER", Address.box(sender));
        if (sender.indexOf('@') >= 0) {
            env.put("QMAILHOST", Address.domain(sender));
        }
    }
}
