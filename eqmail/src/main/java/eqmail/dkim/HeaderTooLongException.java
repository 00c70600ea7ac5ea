package eqmail.dkim;

import java.io.IOException;

/** A header is larger than a signer holds in memory. */
final class HeaderTooLongException extends IOException {
    private static final long serialVersionUID = 1;

    HeaderTooLongException(Throwable cause) {
        super("header too long", cause);
    }
}
