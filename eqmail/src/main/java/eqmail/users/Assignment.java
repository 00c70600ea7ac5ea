package eqmail.users;

import eqmail.bytes.Scan;

/**
 * What the local part of an address means.
 *
 * @param account who gets the mail
 * @param dash what stands between {@code .qmail} and the extension in file names; usually empty or {@code -}
 * @param ext the extension, case kept
 */
public record Assignment(Account account, String dash, String ext) {
    private static final int FIELDS = 6;
    /** The last number is "no change" to setuid. */
    private static final long LARGEST_ID = 0xffff_fffeL;

    private static final int LONGEST_ID = 10;

    /**
     * Reads {@link #record()}, from users/cdb or from a qmail-getpw; the last NUL may be missing, more is ignored.
     * Numbers are leading digits, without one 0.
     */
    public static Assignment parse(String record) throws LookupException {
        String[] fields = record.split("\0", -1);
        if (fields.length < FIELDS) {
            throw new LookupException(LookupException.BAD_RECORD, "record of " + fields.length + " fields");
        }
        Account account = new Account(fields[0], id(fields[1]), id(fields[2]), fields[3]);
        return new Assignment(account, fields[4], fields[5]);
    }

    /** A number that no account can have must not wrap into one. */
    private static int id(String field) throws LookupException {
        int digits = Scan.digits(field, 0);
        long number = digits > LONGEST_ID ? Long.MAX_VALUE : Scan.value(field, 0, digits);
        if (number > LARGEST_ID) {
            throw new LookupException(LookupException.BAD_RECORD, "id " + field);
        }
        return (int) number;
    }

    /** The six fields as qmail-getpw writes them: user, uid, gid, home, dash, extension, each ended by NUL. */
    public String record() {
        return String.join(
                        "\0",
                        account.user(),
                        Integer.toUnsignedString(account.uid()),
                        Integer.toUnsignedString(account.gid()),
                        account.home(),
                        dash,
                        ext)
                + "\0";
    }
}
