package eqmail.spf;

import eqmail.bytes.Latin1;

/** What a check may say (RFC 7208 2.6). */
public enum SpfResult {
    /** The domain says nothing about who may send, or there was no domain to ask. */
    NONE,
    /** The domain says that it does not say. */
    NEUTRAL,
    /** The client may send in the domain's name. */
    PASS,
    /** The client may not. */
    FAIL,
    /** The client probably may not. */
    SOFTFAIL,
    /** Trouble of the name service; a later check may say more. */
    TEMPERROR,
    /** What the domain published cannot be understood, or asks for too much. */
    PERMERROR;

    /** The word for header fields, in lower case. */
    public String word() {
        return Latin1.lower(name());
    }
}
