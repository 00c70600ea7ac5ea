package eqmail.cdb;

import java.io.IOException;

/** A file that is not a sound constant database: cut short, or with positions that point outside it. */
public final class CdbException extends IOException {
    private static final long serialVersionUID = 1;

    CdbException(String fault) {
        super(fault);
    }
}
