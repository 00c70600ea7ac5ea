package eqmail.delivery;

import eqmail.bytes.Latin1;

/** The two ways out of the queue. */
public enum Channel {
    /** To accounts of this host (qmail-lspawn). */
    LOCAL,
    /** To other hosts (qmail-rspawn). */
    REMOTE;

    /** As the log and qmail-qread write it. */
    public String word() {
        return Latin1.lower(name());
    }
}
