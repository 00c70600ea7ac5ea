package eqmail.bytes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options as getopt(3) takes them in the original programs: letters may be joined ({@code -vRHl0}), a value may follow
 * at once or as the next word, the first word without {@code -} ends them, and so does one that begins with {@code --},
 * which is none of the words that follow.
 */
public final class Getopt {
    /** The answer of {@link #next} for a letter that is unknown, or lacks its value. */
    public static final char WRONG = '?';

    private final List<String> words;
    private final String letters;
    private int word;
    private int at;
    private String value = "";
    private String fault = "";

    /** {@code letters}: each letter, with {@code :} behind it if it takes a value. */
    public Getopt(List<String> words, String letters) {
        this.words = words;
        this.letters = letters;
    }

    /** The next option letter; null when there are no more. */
    public @Nullable Character next() {
        if (at == 0) {
            if (word == words.size() || !isOptions(words.get(word))) {
                return null;
            }
            if (words.get(word).startsWith("--")) {
                word++;
                return null;
            }
            at = 1;
        }
        String text = words.get(word);
        char letter = text.charAt(at++);
        int known = letter == ':' ? -1 : letters.indexOf(letter);
        boolean takesValue = known >= 0 && letters.startsWith(":", known + 1);
        if (takesValue) {
            return withValue(letter, text);
        }
        if (at == text.length()) {
            endWord();
        }
        return known < 0 ? wrong("illegal option", letter) : letter;
    }

    private char withValue(char letter, String text) {
        boolean follows = at < text.length();
        boolean missing = !follows && word + 1 == words.size();
        value = follows ? text.substring(at) : missing ? "" : words.get(++word);
        endWord();
        return missing ? wrong("option requires an argument", letter) : letter;
    }

    private char wrong(String what, char letter) {
        fault = what + " -- " + letter;
        return WRONG;
    }

    /** What {@link #WRONG} means, for instance {@code illegal option -- x}. */
    public String fault() {
        return fault;
    }

    /** Leaves out what is left of the word that the last option stood in. */
    public void skipWord() {
        if (at > 0) {
            endWord();
        }
    }

    /** The value of the option that {@link #next} gave last. */
    public String value() {
        return value;
    }

    /** The words after the options, once {@link #next} gave null. */
    public List<String> rest() {
        return words.subList(word, words.size());
    }

    private void endWord() {
        word++;
        at = 0;
    }

    private static boolean isOptions(String text) {
        return text.length() > 1 && text.charAt(0) == '-';
    }
}
