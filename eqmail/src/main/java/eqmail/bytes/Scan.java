package eqmail.bytes;

import java.util.OptionalLong;

/** qmail's reading of numbers: leading decimal digits, no sign, no blanks, wrapping at 2^64 (scan_ulong). */
public final class Scan {
    private Scan() {}

    /** The number that {@code text} begins with; empty without a leading digit. {@code 500k} is 500. */
    public static OptionalLong number(String text) {
        int digits = digits(text, 0);
        return digits == 0 ? OptionalLong.empty() : OptionalLong.of(value(text, 0, digits));
    }

    /** The number that {@code text} begins with, 0 without a leading digit. */
    public static long numberOrZero(String text) {
        return number(text).orElse(0);
    }

    /** How many digits stand at {@code from}. */
    public static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end - from;
    }

    /** The value of {@code count} digits at {@code from}, modulo 2^64. */
    public static long value(String text, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value;
    }
}
