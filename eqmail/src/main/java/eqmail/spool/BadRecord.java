package eqmail.spool;

import java.io.IOException;

/** Bytes on disk that are not what this room wrote there. */
final class BadRecord extends IOException {
    private static final long serialVersionUID = 1;

    BadRecord(String what) {
        super(what);
    }
}
