package eqmail.remote;

import eqmail.auth.CramMd5;
import eqmail.auth.Exchange;
import eqmail.auth.Mechanism;
import eqmail.bytes.Latin1;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Proves to a relay who we are (delivery.md 10.7; RFC 4954): which mechanism, and its dialogue. Without encryption the
 * password itself goes out only where eQmail sends it: by LOGIN, and where that stands in one of three places.
 */
final class RelayLogin {
    private static final int CONTINUE = 334;
    private static final int PROVEN = 235;

    /** The lines in which eQmail sees LOGIN; exactly so, before a blank or the line's end. */
    private static final List<String> SEEN_BY_EQMAIL = List.of("AUTH LOGIN", "AUTH PLAIN LOGIN", "AUTH=LOGIN");

    private final Peer peer;
    private final Relay.Login login;

    RelayLogin(Peer peer, Relay.Login login) {
        this.peer = peer;
        this.login = login;
    }

    /**
     * A step that the server refused.
     *
     * @param step how reports call it
     * @param said the reply, without anything secret that it may repeat
     */
    record Refusal(String step, String said) {}

    /**
     * The mechanism to use with a server that said {@code ehlo}; empty if there is none that may be used.
     *
     * @param encrypted can nobody listen?
     * @param clear may the password go out unencrypted, as eQmail would send it?
     */
    static Optional<Mechanism> choose(Reply ehlo, boolean encrypted, boolean clear) {
        List<String> lines = ehlo.text()
                .lines()
                .skip(1)
                .filter(line -> line.length() > 4)
                .map(line -> line.substring(4))
                .toList();
        Set<Mechanism> offered = EnumSet.noneOf(Mechanism.class);
        for (String line : lines) {
            if (Latin1.startsIgnoringCase(line, "AUTH ") || Latin1.startsIgnoringCase(line, "AUTH=")) {
                Arrays.stream(line.substring(5).split(" ", -1))
                        .forEach(word -> Mechanism.named(word).ifPresent(offered::add));
            }
        }
        boolean asEqmail = lines.stream().anyMatch(RelayLogin::seenByEqmail);
        List<Mechanism> wanted = encrypted
                ? List.of(asEqmail ? Mechanism.LOGIN : Mechanism.PLAIN, Mechanism.LOGIN, Mechanism.CRAM_MD5)
                : clear && asEqmail ? List.of(Mechanism.LOGIN) : List.of(Mechanism.CRAM_MD5);
        return wanted.stream().filter(offered::contains).findFirst();
    }

    private static boolean seenByEqmail(String line) {
        return SEEN_BY_EQMAIL.stream().anyMatch(form -> (line + " ").startsWith(form + " "));
    }

    /** Holds the dialogue; empty if the server is convinced. */
    Optional<Refusal> run(Mechanism mechanism) throws IOException {
        return switch (mechanism) {
            case LOGIN -> loginDialogue();
            case PLAIN -> plain();
            case CRAM_MD5 -> cramMd5();
        };
    }

    private Optional<Refusal> loginDialogue() throws IOException {
        Reply hello = peer.ask("AUTH LOGIN");
        if (hello.code() != CONTINUE) {
            return refused("AUTH LOGIN", hello);
        }
        Reply user = peer.ask(base64(login.user()));
        if (user.code() != CONTINUE) {
            return refused("username", user);
        }
        Reply password = peer.ask(base64(login.password()));
        return password.code() == PROVEN ? Optional.empty() : refused("password", password);
    }

    private Optional<Refusal> plain() throws IOException {
        Reply reply = peer.ask("AUTH PLAIN " + base64(plainText()));
        return reply.code() == PROVEN ? Optional.empty() : refused("AUTH PLAIN", reply);
    }

    private Optional<Refusal> cramMd5() throws IOException {
        Reply hello = peer.ask("AUTH CRAM-MD5");
        Optional<String> challenge = hello.code() == CONTINUE ? challenge(hello) : Optional.empty();
        if (challenge.isEmpty()) {
            return refused("AUTH CRAM-MD5", hello);
        }
        Reply digest = peer.ask(base64(login.user() + " " + CramMd5.digest(login.password(), challenge.get())));
        return digest.code() == PROVEN ? Optional.empty() : refused("digest", digest);
    }

    private static Optional<String> challenge(Reply reply) {
        String line = reply.text().lines().findFirst().orElse("");
        return Exchange.decoded(line.substring(Math.min(4, line.length())).strip());
    }

    /** A server may repeat what it was told; reports go to logs and to senders. */
    private Optional<Refusal> refused(String step, Reply reply) {
        String said = reply.quoted();
        for (String secret : List.of(base64(plainText()), base64(login.password()), login.password())) {
            said = secret.isEmpty() ? said : said.replace(secret, "(hidden)");
        }
        return Optional.of(new Refusal(step, said));
    }

    private String plainText() {
        return '\0' + login.user() + '\0' + login.password();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(Latin1.bytes(text));
    }
}
