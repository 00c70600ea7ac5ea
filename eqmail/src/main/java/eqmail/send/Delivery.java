package eqmail.send;

import eqmail.spool.Recipient;

/**
 * One delivery under way.
 *
 * @param number its number in the log
 * @param pass the pass it belongs to
 * @param index which recipient of the message
 * @param destination where it holds a slot
 */
record Delivery(long number, Pass pass, int index, Destination destination) {
    Recipient recipient() {
        return pass.message.recipients.get(index);
    }
}
