/**
 * Sender Policy Framework (RFC 7208): may this address send mail in the name of that domain? {@link eqmail.spf.SpfChecker}
 * asks, {@link eqmail.spf.SpfFinding} answers, in words for a reply and for the header too.
 */
@NullMarked
package eqmail.spf;

import org.jspecify.annotations.NullMarked;
