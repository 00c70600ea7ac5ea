package eqmail.auth;

import eqmail.bytes.Latin1;
import eqmail.posix.Crypt;
import eqmail.posix.Descriptor;
import eqmail.posix.Launch;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The command qmail-chkpw: judges the claim on descriptor 3 by users/smtpauth and becomes the program of its arguments if
 * it is true; or makes a hash for that file ({@code -e}, {@code -r}).
 */
public final class QmailChkPw {
    private static final int WRONG = 1;
    private static final int BROKEN = 2;
    private static final int TEMPORARY = 111;

    private static final int CLAIM = 3;
    /** The limit of the checkpassword interface. */
    static final int LONGEST_CLAIM = 512;

    private static final int SHORTEST_PASSWORD = 6;
    private static final int LONGEST_PASSWORD = 128;
    private static final String SALT_LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SALT_LENGTH = 8;

    private final Path home;
    private final Map<String, String> environment;
    private final InputStream stdin;
    private final OutputStream stdout;
    private final OutputStream stderr;
    private final Supplier<RandomGenerator> random;

    /** A command for {@code home}; {@code random} makes salts, so it must not be guessable. */
    public QmailChkPw(
            Path home,
            Map<String, String> environment,
            InputStream stdin,
            OutputStream stdout,
            OutputStream stderr,
            Supplier<RandomGenerator> random) {
        this.home = home;
        this.environment = environment;
        this.stdin = stdin;
        this.stdout = stdout;
        this.stderr = stderr;
        this.random = random;
    }

    /** Does what the arguments say; gives the exit code, or never returns. */
    public int run(List<String> arguments) throws IOException {
        if (arguments.isEmpty()) {
            return BROKEN;
        }
        return switch (arguments.getFirst()) {
            case "-e" -> askedTwice(new PasswordPrompt(stdin, stderr));
            case "-r" -> fromInput();
            default -> check(arguments);
        };
    }

    private int check(List<String> arguments) {
        String text;
        try {
            text = readClaim(Descriptor.of(CLAIM), LONGEST_CLAIM);
        } catch (IOException e) {
            return TEMPORARY;
        }
        int code = text.length() > LONGEST_CLAIM ? WRONG : judge(text);
        return code == 0 ? become(arguments) : code;
    }

    /** All that is on {@code descriptor}, which is closed then; a little more than {@code most} if there is more. */
    static String readClaim(Descriptor descriptor, int most) throws IOException {
        try (descriptor) {
            if (!descriptor.inherited()) {
                throw new IOException("nothing is open as " + descriptor);
            }
            return Latin1.string(descriptor.input().readNBytes(most + 1));
        }
    }

    /** The exit code for a claim as {@link Claim#bytes} writes it; the last NUL and the challenge may be missing. */
    int judge(String text) {
        int first = text.indexOf('\0');
        int second = text.indexOf('\0', first + 1);
        if (first < 0 || second < 0) {
            return BROKEN;
        }
        String challenge = Latin1.cString(text.substring(second + 1));
        Claim claim = new Claim(text.substring(0, first), text.substring(first + 1, second), challenge);
        try {
            return switch (PasswordFile.read(home).judge(claim)) {
                case RIGHT -> 0;
                case WRONG -> WRONG;
                case BROKEN -> BROKEN;
            };
        } catch (IOException unreadable) {
            return BROKEN;
        }
    }

    private int become(List<String> arguments) {
        try {
            Launch.of(arguments.getFirst(), arguments.subList(1, arguments.size()))
                    .searching(environment.getOrDefault("PATH", "/usr/bin:/bin"))
                    .environment(environment)
                    .replaceProcess();
        } catch (PosixException e) {
            return TEMPORARY;
        }
        return TEMPORARY;
    }

    private int askedTwice(PasswordPrompt prompt) throws IOException {
        String password = prompt.ask("   New password: ");
        Optional<String> fault = fault(password);
        if (fault.isPresent()) {
            say(fault.get());
            return TEMPORARY;
        }
        if (!prompt.ask("Repeat password: ").equals(password)) {
            say("Passwords don't match!");
            return 0;
        }
        return show(password);
    }

    private static Optional<String> fault(String password) {
        if (password.isEmpty()) {
            return Optional.of("Empty password!");
        }
        if (password.length() < SHORTEST_PASSWORD) {
            return Optional.of("Minimum Password length is " + SHORTEST_PASSWORD + " characters.");
        }
        return password.length() > LONGEST_PASSWORD
                // The spelling is the original's.
                ? Optional.of("Maximum password lenght is " + LONGEST_PASSWORD + " characters.")
                : Optional.empty();
    }

    private int fromInput() throws IOException {
        String text = Latin1.string(stdin.readNBytes(LONGEST_PASSWORD + 2));
        String password = Latin1.cString(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        return password.isEmpty() || password.length() > LONGEST_PASSWORD ? WRONG : show(password);
    }

    private int show(String password) throws IOException {
        stderr.write(Latin1.bytes(hash(password, random.get()) + "\n"));
        return 0;
    }

    private void say(String text) throws IOException {
        stdout.write(Latin1.bytes(text + "\n"));
    }

    /** A new SHA-512 hash of {@code password}, as users/smtpauth takes it. */
    public static String hash(String password, RandomGenerator random) throws IOException {
        StringBuilder setting = new StringBuilder("$6$");
        for (int i = 0; i < SALT_LENGTH; i++) {
            setting.append(SALT_LETTERS.charAt(random.nextInt(SALT_LETTERS.length())));
        }
        return Crypt.hash(password, setting.toString())
                .orElseThrow(() -> new IOException("crypt(3) of this system has no SHA-512"));
    }
}
