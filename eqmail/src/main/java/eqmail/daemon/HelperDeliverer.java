package eqmail.daemon;

import eqmail.delivery.Deliverer;
import eqmail.delivery.Order;
import eqmail.mail.Verdict;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** Local deliveries of the network process: it has no identity but its own, so it asks the root helper. */
record HelperDeliverer(HelperSocket helper) implements Deliverer {
    @Override
    public Verdict deliver(Order order) {
        try (SocketChannel channel = helper.open();
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
                DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
            HelperProtocol.write(out, order.sender(), order.recipient(), order.body());
            return HelperProtocol.readVerdict(in);
        } catch (IOException trouble) {
            // Not delivered, or delivered and not heard of: tried again either way, never bounced.
            return new Verdict.Deferred("Unable to talk to the root helper. (#4.3.0)\n");
        }
    }
}
