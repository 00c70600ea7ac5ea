package eqmail.auth;

import eqmail.bytes.Latin1;

/**
 * What a client says to prove who it is. No part holds a NUL.
 *
 * @param user who it says it is
 * @param response the password; for a challenge the answer to it
 * @param challenge what it had to answer; empty if the password itself was asked for
 */
public record Claim(String user, String response, String challenge) {
    /** As checkpassword programs read it from descriptor 3. */
    public byte[] bytes() {
        return Latin1.bytes(user + '\0' + response + '\0' + challenge + '\0');
    }

    /** A password has no place in a log or a stack trace. */
    @Override
    public String toString() {
        return "Claim[" + user + "]";
    }
}
