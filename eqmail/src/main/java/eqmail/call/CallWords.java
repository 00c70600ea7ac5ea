package eqmail.call;

import eqmail.bytes.Latin1;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands in a {@code .call} file, each word ended by NUL: {@value #FORMAT}, name, process number, number of arguments, the
 * arguments, {@code NAME=value} for each variable, an empty word.
 */
record CallWords(String name, long pid, List<String> args, Map<String, String> env) {
    static final String FORMAT = "eqmail-call-1";
    /** Longer command lines are rare, and go by the command itself; memory of the server is everybody's. */
    static final int MAX_BYTES = 256 * 1024;

    private static final int BEFORE_ARGUMENTS = 4;
    /** Process numbers and counts of arguments: more digits are nonsense. */
    private static final int MAX_DIGITS = 9;

    /** Empty if it is not of this form to the last byte. */
    static Optional<CallWords> parse(byte[] file) {
        List<String> words = split(Latin1.string(file));
        int last = words.size() - 1;
        if (last < BEFORE_ARGUMENTS
                || !words.getFirst().equals(FORMAT)
                || !words.get(last).isEmpty()) {
            return Optional.empty();
        }
        int pid = number(words.get(2));
        int count = number(words.get(3));
        if (pid < 0 || count < 0 || count > last - BEFORE_ARGUMENTS) {
            return Optional.empty();
        }
        int variables = BEFORE_ARGUMENTS + count;
        Map<String, String> env = new LinkedHashMap<>();
        for (String word : words.subList(variables, last)) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                return Optional.empty();
            }
            env.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return Optional.of(
                new CallWords(words.get(1), pid, List.copyOf(words.subList(BEFORE_ARGUMENTS, variables)), env));
    }

    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\0'); end >= 0; end = text.indexOf('\0', start)) {
            words.add(text.substring(start, end));
            start = end + 1;
        }
        return start == text.length() ? words : List.of();
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + digit - '0';
        }
        return value;
    }
}
