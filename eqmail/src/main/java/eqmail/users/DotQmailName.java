package eqmail.users;

import eqmail.bytes.Latin1;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The name of a {@code .qmail} file that an address may lead to (delivery.md 8.1).
 *
 * @param file the name in the account's home
 * @param defaultPart what {@code default} in the name stands for; empty-handed if the name does not say it
 */
public record DotQmailName(String file, Optional<String> defaultPart) {
    private static final String DEFAULT = "default";

    /**
     * All names for {@code ext}, in the order in which they count: its own, then {@code default} behind shorter and shorter
     * beginnings of it. In them it is in lower case, with colons for dots, so that none can lead upwards.
     */
    public static Stream<DotQmailName> of(String dash, String ext) {
        String safe = Latin1.lower(ext).replace('.', ':');
        String start = ".qmail" + dash;
        Optional<String> said =
                safe.endsWith(DEFAULT) ? Optional.of(ext.substring(ext.length() - DEFAULT.length())) : Optional.empty();
        Stream<DotQmailName> defaults = IntStream.rangeClosed(0, safe.length())
                .map(i -> safe.length() - i)
                .filter(end -> end == 0 || safe.charAt(end - 1) == '-')
                .mapToObj(end ->
                        new DotQmailName(start + safe.substring(0, end) + DEFAULT, Optional.of(ext.substring(end))));
        return Stream.concat(Stream.of(new DotQmailName(start + safe, said)), defaults);
    }
}
