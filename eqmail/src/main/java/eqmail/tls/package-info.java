/**
 * TLS on any connection, for servers and clients: files with keys and certificates, OpenSSL's cipher lists, and the
 * checks of what the other side shows. Everything goes through javax.net.ssl and java.security, so that another provider
 * can take over the arithmetic.
 */
@NullMarked
package eqmail.tls;

import org.jspecify.annotations.NullMarked;
