package eqmail.tcpserver;

/**
 * A word of {@code control/listeners} with the service behind it.
 *
 * @param name the word
 * @param service what serves its connections
 * @param busy what a connection past the limits gets before it is closed, without line end; "" for nothing (a protocol
 *     that begins with a TLS handshake, or in which the client speaks first)
 */
public record Role(String name, Service service, String busy) {}
