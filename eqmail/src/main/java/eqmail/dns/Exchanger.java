package eqmail.dns;

/**
 * One MX record (RFC 5321 5.1).
 *
 * @param preference 0 to 65535, lowest first
 * @param host the host's name without final dot; empty for the root (a null MX, RFC 7505)
 */
public record Exchanger(int preference, String host) {}
