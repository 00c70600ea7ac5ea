package testkit;

import java.util.Random;

/**
 * Seeded inputs for parsers. Each round has a seed of its own, which a failure names: {@code -Deqmail.seed=N} begins
 * there. {@code -Deqmail.fuzz=N} makes N times as many rounds ({@code make fuzz}).
 */
public final class Fuzz {
    /** Neighbouring seeds give generators that begin alike; this spreads them (the golden ratio of 2^64). */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final int MOST_CHANGES = 8;
    private static final int LONG_RUN = 3000;
    /** What parsers of mail look for. */
    private static final String[] SPICE = {
        "\0",
        "\n",
        "\r",
        "\r\n",
        " ",
        "\t",
        ":",
        ";",
        ",",
        "@",
        "<",
        ">",
        "\"",
        "'",
        "\\",
        ".",
        "..",
        "=",
        "/",
        "-",
        "+",
        "#",
        "|",
        "&",
        "[",
        "]",
        "::",
        "%",
        "!",
        "_",
        "^",
        "(",
        ")",
        "\u0080",
        "\u00ff",
        "0",
        "1",
        "255",
        "256",
        "65536",
        "4294967296",
        "18446744073709551616",
        "99999999999999999999999999"
    };

    private Fuzz() {}

    /** What must hold whatever the generator says. */
    @FunctionalInterface
    public interface Property {
        /** Throws when it does not hold. */
        void holds(Random random) throws Exception;
    }

    /** Tries {@code property} with {@code count} seeds. */
    public static void rounds(int count, Property property) {
        long first = Long.getLong("eqmail.seed", 1);
        long last = first + (long) count * Integer.getInteger("eqmail.fuzz", 1);
        for (long seed = first; seed < last; seed++) {
            try {
                property.holds(new Random(seed * SPREAD));
            } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("with -Deqmail.seed=" + seed + ": " + e, e);
            }
        }
    }

    /** One of {@code samples} with a few changes, one byte a char. */
    public static String bent(Random random, String... samples) {
        StringBuilder text = new StringBuilder(one(random, samples));
        for (int changes = random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            bend(random, text, samples);
        }
        return text.toString();
    }

    /** Any bytes, {@code most} of them at most, one a char. */
    public static String noise(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    private static String one(Random random, String[] from) {
        return from[random.nextInt(from.length)];
    }

    private static void bend(Random random, StringBuilder text, String[] samples) {
        int at = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), at + 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
        switch (random.nextInt(8)) {
            case 0 -> text.delete(at, to);
            case 1 -> text.insert(at, text.substring(at, to));
            case 2 -> text.setLength(at);
            case 3 -> text.insert(at, one(random, samples));
            case 4 -> text.insert(at, noise(random, 6));
            case 5 -> text.insert(at, one(random, SPICE).repeat(random.nextInt(20) == 0 ? LONG_RUN : 1));
            case 6 -> text.replace(at, to, one(random, SPICE));
            default -> text.insert(at, one(random, SPICE));
        }
    }
}
