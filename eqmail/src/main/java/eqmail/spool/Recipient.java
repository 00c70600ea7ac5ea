package eqmail.spool;

import eqmail.delivery.Channel;

/**
 * One recipient after routing.
 *
 * @param channel its way out
 * @param address rewritten address
 * @param done delivered or failed for good
 */
public record Recipient(Channel channel, String address, boolean done) {}
