package eqmail.tcpserver;

import eqmail.posix.Exit;

/** Wait status of a process, the number that tcpserver logs (wait(2)). */
final class Wait {
    private Wait() {}

    /** The status of a process that exited with {@code code}. */
    static int exited(int code) {
        return code << 8;
    }

    /** The status of a process that ended so. */
    static int status(Exit exit) {
        return exit.crashed() ? -exit.code() : exited(exit.code());
    }
}
