package eqmail.posix;

/** How open(2) opens. Close-on-exec is always added: what a child shall have, {@link Launch} hands it by name. */
public enum OpenFlag {
    /** For reading. */
    READ(0),
    /** For writing. */
    WRITE(1),
    /** For both. */
    READ_WRITE(2),
    /** Fails when the name exists, symbolic link or not (O_EXCL); only with a create call. */
    EXCLUSIVE(0200),
    /** An existing file is emptied. */
    TRUNCATE(01000),
    /** Each write goes to the end. */
    APPEND(02000),
    /** Neither the opening nor what follows waits: a FIFO without reader is refused (ENXIO). */
    NON_BLOCKING(04000),
    /** Must be a directory. */
    DIRECTORY(Native.AARCH64 ? 040000 : 0200000),
    /** A symbolic link as last element is refused (ELOOP). */
    NO_FOLLOW(Native.AARCH64 ? 0100000 : 0400000),
    /** The path names a directory, and the file has no name until it is linked (O_TMPFILE). */
    UNNAMED(020000000 | (Native.AARCH64 ? 040000 : 0200000)),
    /** A handle for calls that name a place, not its content (O_PATH). */
    PLACE(010000000);

    static final int CLOSE_ON_EXEC = 02000000;
    private static final int CREATE = 0100;

    private final int bits;

    OpenFlag(int bits) {
        this.bits = bits;
    }

    /** The bits that create a file: for one without a name open(2) wants O_CREAT left out. */
    static int creating(OpenFlag[] flags) {
        int bits = bits(flags);
        return (bits & UNNAMED.bits) == UNNAMED.bits ? bits : bits | CREATE;
    }

    static int bits(OpenFlag[] flags) {
        int bits = CLOSE_ON_EXEC;
        for (OpenFlag flag : flags) {
            bits |= flag.bits;
        }
        return bits;
    }
}
