package eqmail.daemon;

import eqmail.bytes.Scan;
import eqmail.posix.Account;
import eqmail.posix.Accounts;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/** Who is at the other end of a unix socket, as the kernel noted it when the connection was made (SO_PEERCRED). */
final class PeerCredentials {
    private PeerCredentials() {}

    /** The numeric user id of {@code peer}. */
    static int uid(SocketChannel peer) throws IOException {
        String name = peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        Optional<Account> account = Accounts.byName(name);
        if (account.isPresent()) {
            return account.get().uid();
        }
        // The JDK shows an account without a name as its number.
        return (int) Scan.number(name).orElseThrow(() -> new IOException("no account " + name));
    }
}
