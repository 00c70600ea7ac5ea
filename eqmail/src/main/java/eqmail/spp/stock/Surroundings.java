package eqmail.spp.stock;

import eqmail.control.Control;
import eqmail.dns.Resolver;
import eqmail.fs.Folder;
import eqmail.fs.RealFolder;
import eqmail.log.Log;
import eqmail.posix.PosixException;
import eqmail.users.Users;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What stock plug-ins need of the host.
 *
 * @param control settings, and names of this host
 * @param resolver the name service
 * @param users finds accounts
 * @param homes opens home directories
 * @param clock for what is kept over restarts
 * @param nanoClock for time limits, as System::nanoTime
 * @param pause how a client is kept waiting
 * @param aside where to do what may wait in the kernel
 * @param seed makes the secrets of new files
 * @param log hears of trouble that a client is not told of
 */
public record Surroundings(
        Control control,
        Resolver resolver,
        Users.Accounts users,
        Homes homes,
        InstantSource clock,
        LongSupplier nanoClock,
        Pause pause,
        Aside aside,
        Seed seed,
        Log log) {
    /** The host itself. */
    public static Surroundings real(Control control, Resolver resolver, Users.Accounts users, Aside aside, Log log) {
        return new Surroundings(
                control,
                resolver,
                users,
                RealFolder::open,
                InstantSource.system(),
                System::nanoTime,
                Thread::sleep,
                aside,
                new SecureRandom()::nextBytes,
                log);
    }

    /** Opens home directories; {@link eqmail.fs.RealFolder#open} but for tests. */
    @FunctionalInterface
    public interface Homes {
        /** Opens the directory {@code path}. */
        Folder open(String path) throws PosixException;
    }

    /** Lets time pass; {@code Thread::sleep} but for tests. */
    @FunctionalInterface
    public interface Pause {
        /** Returns after {@code time}. */
        void pass(Duration time) throws InterruptedException;
    }

    /** Random bytes that nobody can guess; {@code SecureRandom::nextBytes} but for tests. */
    @FunctionalInterface
    public interface Seed {
        /** Fills {@code bytes}. */
        void fill(byte[] bytes);
    }
}
