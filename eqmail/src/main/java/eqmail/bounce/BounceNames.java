package eqmail.bounce;

import eqmail.mail.Address;

/**
 * Who bounces come from and where double bounces go.
 *
 * @param from local part of the bounce's author (control/bouncefrom)
 * @param host domain of the author, and the name the text gives (control/bouncehost)
 * @param doubleTo local part that gets double bounces (control/doublebounceto)
 * @param doubleHost its domain (control/doublebouncehost)
 */
public record BounceNames(String from, String host, String doubleTo, String doubleHost) {
    /** The author as it stands in the From field. */
    String author() {
        return Address.quoted(from + "@" + host);
    }

    /** Recipient of double bounces. */
    public String doubleBounceAddress() {
        return doubleTo + "@" + doubleHost;
    }
}
