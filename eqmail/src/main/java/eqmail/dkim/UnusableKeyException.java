package eqmail.dkim;

import java.io.IOException;

/** A key file is there and cannot be used; the message names file and fault. */
public final class UnusableKeyException extends IOException {
    private static final long serialVersionUID = 1;

    UnusableKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
