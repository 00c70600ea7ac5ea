package eqmail.spool;

import eqmail.fs.Disk;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at the free room before a message is accepted; seldom, because it costs a system call. */
final class SpaceGuard {
    /** How long an answer counts. In this time a fast disk takes some tens of MiB, far less than must stay free. */
    private static final long COUNTS_NANOS = 50_000_000;

    private final SpoolFiles files;
    private final SpoolSettings settings;
    private final LongSupplier nanos;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile long lookedAt;
    private volatile boolean looked;
    private volatile @Nullable String shortage;

    SpaceGuard(SpoolFiles files, SpoolSettings settings, LongSupplier nanos) {
        this.files = files;
        this.settings = settings;
        this.nanos = nanos;
    }

    /**
     * Returns when a message may be accepted.
     *
     * @throws SpoolFullException when it may not
     */
    void check() throws IOException {
        if (!looked || nanos.getAsLong() - lookedAt >= COUNTS_NANOS) {
            look();
        }
        String why = shortage;
        if (why != null) {
            throw new SpoolFullException(why);
        }
    }

    private void look() throws IOException {
        if (!looking.tryLock()) {
            return;
        }
        try {
            Disk.Space space = files.disk.space(files.root);
            shortage = shortage(space);
            lookedAt = nanos.getAsLong();
            looked = true;
        } finally {
            looking.unlock();
        }
    }

    private @Nullable String shortage(Disk.Space space) {
        if (space.bytes() < settings.leastFreeBytes()) {
            return files.root + " has " + space.bytes() + " bytes free, " + settings.leastFreeBytes() + " are needed";
        }
        if (space.files() < settings.leastFreeFiles()) {
            return files.root + " has " + space.files() + " inodes free, " + settings.leastFreeFiles() + " are needed";
        }
        return null;
    }
}
