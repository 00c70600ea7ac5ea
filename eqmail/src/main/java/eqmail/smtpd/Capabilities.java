package eqmail.smtpd;

import java.util.List;

/** What EHLO offers beside the greeting. */
@FunctionalInterface
public interface Capabilities {
    /** The keywords in the order of the reply; {@code dataBytes} is the size limit of this session, 0 without one. */
    List<String> keywords(long dataBytes);

    /** As qmail-smtpd offers them under tcpserver: AUTH always, with a checker or without (network.md 2.3). */
    static List<String> ofCommand(long dataBytes) {
        return List.of("PIPELINING", "8BITMIME", "SIZE " + dataBytes, "AUTH LOGIN PLAIN CRAM-MD5");
    }

    /** Without AUTH, for a server that has nothing to check passwords with. */
    static List<String> withoutAuth(long dataBytes) {
        return List.of("PIPELINING", "8BITMIME", "SIZE " + dataBytes);
    }
}
