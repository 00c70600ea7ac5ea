package eqmail.local;

import eqmail.users.Account;

/**
 * One delivery as qmail-local's arguments tell it. All texts are bytes in Latin-1 view, without NUL.
 *
 * @param account whose mail it is
 * @param local local part of the recipient, case kept
 * @param dash what follows {@code .qmail} in file names if there is an extension
 * @param ext extension, case kept
 * @param host domain of the recipient
 * @param sender envelope sender
 * @param defaultDelivery instructions when the account has none (aliasempty), for instance {@code ./Mailbox}
 */
public record LocalRequest(
        Account account, String local, String dash, String ext, String host, String sender, String defaultDelivery) {
    /** The whole address. */
    String recipient() {
        return local + "@" + host;
    }

    /** The extension as it stands in file names: in lower case, dots as colons, so that none can lead upwards. */
    String safeExt() {
        return eqmail.bytes.Latin1.lower(ext).replace('.', ':');
    }
}
