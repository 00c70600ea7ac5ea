package eqmail.posix;

/** One thread's time as somebody else ({@link Credentials#files}). To be closed by the thread that opened it. */
public final class FileCredentials implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final FileIdentity before;
    private boolean closed; // owner thread

    private FileCredentials(FileIdentity before) {
        this.before = before;
    }

    static FileCredentials enter(int uid, int gid, int... groups) throws PosixException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a carrier must not change its credentials");
        }
        if (uid == 0 || uid == -1 || gid == -1) {
            throw new IllegalArgumentException("uid " + uid + ", gid " + gid);
        }
        FileCredentials scope = new FileCredentials(FileIdentity.present());
        FileIdentity wanted = scope.before.other(uid, gid, groups);
        try {
            wanted.takeOn();
            if (!FileIdentity.present().same(wanted)) {
                throw new PosixException(Errno.EPERM, "setfsuid", "uid " + Integer.toUnsignedString(uid));
            }
            return scope;
        } catch (PosixException e) {
            scope.close();
            throw e;
        }
    }

    /**
     * The thread is again who it was.
     *
     * @throws IllegalStateException another thread calls, or the way back failed: the thread must end
     */
    @Override
    public void close() {
        if (!owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("credentials belong to " + owner);
        }
        if (closed) {
            return;
        }
        closed = true;
        try {
            before.takeCapabilities();
            if (!FileIdentity.present().same(before)) {
                before.takeOn();
            }
            if (!FileIdentity.present().same(before)) {
                throw new IllegalStateException("the thread did not get its credentials back");
            }
        } catch (PosixException e) {
            throw new IllegalStateException("the thread did not get its credentials back", e);
        }
    }
}
