package eqmail.bfrmt;

import java.io.IOException;

/** A filter did not do what it is there for. Its message says why, in words for a report. */
class FilterFault extends IOException {
    private static final long serialVersionUID = 1;

    FilterFault(String why) {
        super(why);
    }
}
