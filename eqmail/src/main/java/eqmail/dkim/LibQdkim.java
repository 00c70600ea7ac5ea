package eqmail.dkim;

import eqmail.bytes.Getopt;
import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import eqmail.fs.ScratchBody;
import eqmail.mail.Address;
import eqmail.mail.BodyForm;
import eqmail.mail.PrefixedBody;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The command libqdkim, also called libdkimtest and xdkim: signs a message in a file or checks one. Files may have CR LF or
 * LF; a signed message is written with CR LF.
 */
public final class LibQdkim {
    private static final String USAGE = """
        usage: libqdkim [-c r|s|t|u] [-d domain] [-i identity] [-x seconds] [-y selector] -s message key output
               libqdkim -v message
        """;
    private static final int FAULT = 1;
    private static final int BUFFER_BYTES = 8192;
    private static final int NO_SIGNATURES = -13;

    private final InstantSource clock;
    private final Supplier<Verifier> verifier;
    private final OutputStream stdout;
    private final OutputStream stderr;

    private Canon header = Canon.RELAXED;
    private Canon body = Canon.RELAXED;
    private Optional<Duration> life = SigningStyle.DEFAULT.life();
    private Optional<String> domain = Optional.empty();
    private Optional<String> identity = Optional.empty();
    private String selector = "default";
    private boolean anonymous;
    private char task = 'h';

    /** {@code verifier} is asked for when there is something to check. */
    public LibQdkim(InstantSource clock, Supplier<Verifier> verifier, OutputStream stdout, OutputStream stderr) {
        this.clock = clock;
        this.verifier = verifier;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Does what the arguments say; gives the exit code. */
    public int run(List<String> arguments) throws IOException, InterruptedException {
        Getopt options = new Getopt(arguments, "svhlqtb:c:d:i:x:y:z:");
        for (Character option = options.next(); option != null; option = options.next()) {
            if (!understands(option, options.value())) {
                return usage();
            }
        }
        List<String> files = options.rest();
        try {
            if (task == 's' && files.size() == 3) {
                return sign(Path.of(files.get(0)), Path.of(files.get(1)), Path.of(files.get(2)));
            }
            return task == 'v' && files.size() == 1 ? verify(Path.of(files.getFirst())) : usage();
        } catch (GeneralSecurityException | IOException e) {
            stderr.write(Latin1.bytes("libqdkim: " + e.getMessage() + "\n"));
            return FAULT;
        }
    }

    /** Some options only say what is always done, or ask for what is never done any more (l=, SHA-1, drafts). */
    private boolean understands(char option, String value) {
        switch (option) {
            case 's', 'v', 'h' -> task = option;
            case 'd' -> domain = Optional.of(value);
            case 'i' -> {
                anonymous = value.equals("-");
                identity = Optional.of(value);
            }
            case 'x' -> life = value.equals("-") ? Optional.empty() : Optional.of(seconds(value));
            case 'y' -> selector = value;
            case 'c' -> {
                return canonical(value);
            }
            case 'l', 'q', 't', 'b' -> {}
            case 'z' -> {
                return !value.equals("1");
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Duration seconds(String value) {
        return Duration.ofSeconds(Scan.numberOrZero(value) & Integer.MAX_VALUE);
    }

    private boolean canonical(String value) {
        header = value.equals("r") || value.equals("t") ? Canon.RELAXED : Canon.SIMPLE;
        body = value.equals("r") || value.equals("u") ? Canon.RELAXED : Canon.SIMPLE;
        return "rstu".contains(value) && value.length() == 1;
    }

    private int usage() throws IOException {
        stdout.write(Latin1.bytes(USAGE));
        return FAULT;
    }

    private int sign(Path in, Path key, Path out) throws IOException, GeneralSecurityException {
        KeyText.Secret secret = KeyText.secret(Latin1.string(Files.readAllBytes(key)));
        try (ScratchBody message = read(in)) {
            String name = domain.orElseGet(() -> Address.domain(identity.orElse("")));
            if (!DomainName.valid(name) || !DomainName.valid(selector)) {
                return usage();
            }
            SigningKeys.Domain keys = new SigningKeys.Domain(name, List.of(new SigningKey(selector, secret)));
            String who = anonymous || identity.isEmpty() ? "@" + name : identity.get();
            String fields = new Signer(clock, new SigningStyle(header, body, life)).sign(message, keys, who);
            try (OutputStream to = new ForeignLibrary.CrLf(Files.newOutputStream(out))) {
                new PrefixedBody(fields, message).copyTo(to);
            }
        }
        return 0;
    }

    private int verify(Path in) throws IOException, InterruptedException {
        List<Finding> findings;
        try (ScratchBody message = read(in)) {
            findings = verifier.get().verify(message);
        }
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < findings.size(); i++) {
            Finding each = findings.get(i);
            said.append("Signature #").append(i + 1).append(": ");
            said.append(each.passed() ? "Success" : "Failure " + each.code()).append('\n');
        }
        stdout.write(Latin1.bytes(findings.isEmpty() ? "Failure " + NO_SIGNATURES + "\n" : said.toString()));
        return findings.stream().anyMatch(Finding::passed) ? 0 : FAULT;
    }

    /** A message in unix form, whichever line ends its file has. */
    private static ScratchBody read(Path file) throws IOException {
        ScratchBody message = new ScratchBody(BodyForm.UNIX);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            byte[] buffer = new byte[BUFFER_BYTES];
            int length = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n' && length > 0 && buffer[length - 1] == '\r') {
                    length--;
                }
                buffer[length++] = (byte) b;
                if (length == BUFFER_BYTES) {
                    // A return stays back: what follows it decides.
                    int kept = b == '\r' ? 1 : 0;
                    message.write(buffer, 0, length - kept);
                    buffer[0] = (byte) b;
                    length = kept;
                }
            }
            message.write(buffer, 0, length);
        }
        return message;
    }
}
