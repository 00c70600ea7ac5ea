/**
 * DKIM (RFC 6376, RFC 8301, RFC 8463): signing and verifying messages of any size in constant memory, keys in files below
 * the home, what was found as Authentication-Results (RFC 8601), and the programs around it under their original names.
 */
@NullMarked
package eqmail.dkim;

import org.jspecify.annotations.NullMarked;
