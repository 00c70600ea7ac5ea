package eqmail.cdb;

/** The hash and the fixed sizes of the format. All numbers in the file are 32 bits, unsigned, little-endian. */
final class CdbHash {
    /** Hash tables; the lowest byte of the hash chooses one. */
    static final int TABLES = 256;
    /** Position and length of each table, at the start of the file. */
    static final int HEADER_BYTES = TABLES * 8;
    /** A number can say no more, so no file is larger. */
    static final long LARGEST_FILE = 0xffff_ffffL;

    private static final int START = 5381;

    private CdbHash() {}

    static int of(byte[] key) {
        int hash = START;
        for (byte b : key) {
            hash = (hash + (hash << 5)) ^ (b & 0xff);
        }
        return hash;
    }

    static int table(int hash) {
        return hash & (TABLES - 1);
    }

    /** Where the search in a table of {@code slots} begins. */
    static long firstSlot(int hash, long slots) {
        return (hash >>> 8) % slots;
    }
}
