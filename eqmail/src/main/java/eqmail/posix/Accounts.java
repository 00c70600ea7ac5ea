package eqmail.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The account database of the system, whatever stands behind it (files, LDAP): getpwnam_r and its kin of glibc.
 *
 * <p>An account that does not exist is an empty answer. Everything else is a {@link PosixException}, and always to be
 * taken as temporary, whatever its class: a directory server that is down must not make users unknown. A lookup may
 * wait for the network and then holds its thread: call from a platform thread.
 */
public final class Accounts {
    private static final MemorySegment BY_NAME = Native.function("getpwnam_r");
    private static final MemorySegment BY_UID = Native.function("getpwuid_r");
    private static final MemorySegment GROUP = Native.function("getgrnam_r");

    private static final long PASSWD_SIZE = 48;
    private static final long GROUP_SIZE = 32;
    private static final long FIRST_BUFFER = 1024;
    /** A group of some ten thousand members needs less. */
    private static final long LARGEST_BUFFER = 1 << 20;

    private Accounts() {}

    /** The account of this login name. */
    public static Optional<Account> byName(String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            return account(arena, BY_NAME, Native.string(arena, name).address(), name);
        }
    }

    /** The first account of this number. */
    public static Optional<Account> byUid(int uid) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            return account(arena, BY_UID, Integer.toUnsignedLong(uid), "uid " + Integer.toUnsignedString(uid));
        }
    }

    /** The number of this group. */
    public static OptionalInt group(String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment row = arena.allocate(GROUP_SIZE, 8);
            long key = Native.string(arena, name).address();
            return find(arena, GROUP, key, row, name) ? OptionalInt.of(Memory.getInt(row, 16)) : OptionalInt.empty();
        }
    }

    private static Optional<Account> account(Arena arena, MemorySegment function, long key, String subject)
            throws PosixException {
        MemorySegment row = arena.allocate(PASSWD_SIZE, 8);
        if (!find(arena, function, key, row, subject)) {
            return Optional.empty();
        }
        return Optional.of(new Account(
                Native.stringAt(row, 0),
                Memory.getInt(row, 16),
                Memory.getInt(row, 20),
                Native.stringAt(row, 24),
                Native.stringAt(row, 32),
                Native.stringAt(row, 40)));
    }

    private static boolean find(Arena arena, MemorySegment function, long key, MemorySegment row, String subject)
            throws PosixException {
        MemorySegment result = arena.allocate(JAVA_LONG);
        for (long size = FIRST_BUFFER; ; size *= 4) {
            long buffer = arena.allocate(size).address();
            int errno = Native.intCall(function, key, row.address(), buffer, size, result.address());
            if (errno == 0) {
                return Memory.getLong(result, 0) != 0;
            }
            if (errno != Errno.ERANGE.number() || size >= LARGEST_BUFFER) {
                throw PosixException.of(errno, "account lookup", subject);
            }
        }
    }
}
