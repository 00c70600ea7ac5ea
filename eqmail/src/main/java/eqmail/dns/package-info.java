/**
 * Asking the domain name system: one {@link eqmail.dns.Resolver} with answers that tell "no such name" from "no such
 * record" from "not now", read from the servers of resolv.conf, with a small cache for the daemon. Search lists and
 * /etc/hosts are never looked at, as in qmail: a mail domain is a full name.
 */
@NullMarked
package eqmail.dns;

import org.jspecify.annotations.NullMarked;
