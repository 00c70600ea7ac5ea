/**
 * Header fields as RFC 822 spells them and the original reads them: {@link eqmail.header.Tokens} takes an address field
 * apart and writes it back folded, {@link eqmail.header.AddressList} finds the addresses in it, {@link
 * eqmail.header.Completion} completes each, and {@link eqmail.header.HeaderReader} splits a message into fields and body
 * (tools.md 2.4 to 2.7).
 */
@NullMarked
package eqmail.header;

import org.jspecify.annotations.NullMarked;
