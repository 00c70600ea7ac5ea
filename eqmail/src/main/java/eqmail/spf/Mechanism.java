package eqmail.spf;

import eqmail.net.Network;
import java.util.Optional;

/** What a directive compares the client with (RFC 7208 5). Without a name of its own it is about the checked domain. */
sealed interface Mechanism {
    /** Does it make the name service work, so that it counts (4.6.4)? */
    default boolean asks() {
        return true;
    }

    /** Everybody (5.1). */
    record All() implements Mechanism {
        @Override
        public boolean asks() {
            return false;
        }
    }

    /** Whoever may send for another domain (5.2). */
    record Include(MacroString domain) implements Mechanism {}

    /** Addresses of a name (5.3). */
    record A(Optional<MacroString> domain, Bits bits) implements Mechanism {}

    /** Addresses of a domain's mail exchangers (5.4). */
    record Mx(Optional<MacroString> domain, Bits bits) implements Mechanism {}

    /** Clients with a name below a domain (5.5). */
    record Ptr(Optional<MacroString> domain) implements Mechanism {}

    /** A block of addresses (5.6). */
    record Ip(Network block) implements Mechanism {
        @Override
        public boolean asks() {
            return false;
        }
    }

    /** Everybody, if a name has an IPv4 address (5.7). */
    record Exists(MacroString domain) implements Mechanism {}

    /**
     * How many bits of an address count.
     *
     * @param v4 0 to 32
     * @param v6 0 to 128
     */
    record Bits(int v4, int v6) {
        static final Bits ALL = new Bits(32, 128);
    }
}
