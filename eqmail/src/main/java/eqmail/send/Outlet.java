package eqmail.send;

import eqmail.delivery.Deliverer;
import java.util.concurrent.Executor;

/**
 * The way out of one channel.
 *
 * @param deliverer does the deliveries; blocks
 * @param executor runs each at once in a thread of the kind the deliverer needs
 */
public record Outlet(Deliverer deliverer, Executor executor) {}
