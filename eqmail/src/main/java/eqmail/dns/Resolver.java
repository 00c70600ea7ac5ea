package eqmail.dns;

import java.net.InetAddress;

/**
 * Questions to the domain name system. Names are full names with or without a final dot, in the Latin-1 view, written
 * as in a zone file ({@code \.} and {@code \DDD} for odd bytes, as the C resolver writes and reads them); names in
 * answers have no final dot. Safe for calls from many threads. Every call ends within the resolver's own time limit.
 *
 * <p>Every method throws {@link InterruptedException} if the thread is interrupted while it waits.
 */
public interface Resolver {
    /** A name that others gave as plain bytes, written for a question: a backslash in it is a byte like others. */
    static String question(String bytes) {
        return bytes.replace("\\", "\\\\");
    }

    /** IPv4 addresses of {@code name}; aliases are followed. */
    Answer<InetAddress> a(String name) throws InterruptedException;

    /** IPv6 addresses of {@code name}; aliases are followed. */
    Answer<InetAddress> aaaa(String name) throws InterruptedException;

    /** Mail exchangers of {@code name}; aliases are followed. */
    Answer<Exchanger> mx(String name) throws InterruptedException;

    /** The name that {@code name} is an alias of, one step. */
    Answer<String> cname(String name) throws InterruptedException;

    /** Names of an address (in-addr.arpa, ip6.arpa). */
    Answer<String> ptr(InetAddress address) throws InterruptedException;

    /** Texts of {@code name}, the strings of one record joined (RFC 7208 3.3). */
    Answer<String> txt(String name) throws InterruptedException;
}
