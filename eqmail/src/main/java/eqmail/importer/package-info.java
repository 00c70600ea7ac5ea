/** Brings an existing qmail, netqmail or eQmail over: its configuration, and its queue with everything that waits there. */
@NullMarked
package eqmail.importer;

import org.jspecify.annotations.NullMarked;
