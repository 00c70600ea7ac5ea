package eqmail.fs;

import eqmail.posix.Errno;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A folder on a disk that fails one call: the first {@code sound} calls succeed, the next one fails, all others succeed. */
public final class FaultyFolder implements Folder {
    private final Folder folder;
    private final Fault fault;

    /** Which call fails, and what was called. */
    public static final class Fault {
        private final Errno errno;
        private final List<String> calls = new ArrayList<>();
        private int left;

        public Fault(int sound, Errno errno) {
            this.left = sound;
            this.errno = errno;
        }

        void call(String name) throws PosixException {
            calls.add(name);
            if (left-- == 0) {
                throw new PosixException(errno, name, "");
            }
        }

        /** Has the failing call been made? */
        public boolean happened() {
            return left < 0;
        }

        /** The name of the call that failed. */
        public String failed() {
            return calls.get(calls.size() + left);
        }
    }

    public FaultyFolder(Folder folder, Fault fault) {
        this.folder = folder;
        this.fault = fault;
    }

    @Override
    public FileStatus status() throws PosixException {
        fault.call("status");
        return folder.status();
    }

    @Override
    public FileStatus status(String name) throws PosixException {
        fault.call("status");
        return folder.status(name);
    }

    @Override
    public FolderFile open(String name, OpenFlag... flags) throws PosixException {
        fault.call("open");
        return new FaultyFile(folder.open(name, flags));
    }

    @Override
    public FolderFile create(String name, int mode, OpenFlag... flags) throws PosixException {
        fault.call("create");
        return new FaultyFile(folder.create(name, mode, flags));
    }

    @Override
    public Folder folder(String name) throws PosixException {
        fault.call("folder");
        return new FaultyFolder(folder.folder(name), fault);
    }

    @Override
    public void makeDirectory(String name, int mode) throws PosixException {
        fault.call("makeDirectory");
        folder.makeDirectory(name, mode);
    }

    @Override
    public List<String> list(String name) throws PosixException {
        fault.call("list");
        return folder.list(name);
    }

    @Override
    public void link(String name, String second) throws PosixException {
        fault.call("link");
        folder.link(name, second);
    }

    @Override
    public void remove(String name) throws PosixException {
        fault.call("remove");
        folder.remove(name);
    }

    @Override
    public void sync() throws PosixException {
        fault.call("sync folder");
        folder.sync();
    }

    @Override
    public void close() {
        folder.close();
    }

    private final class FaultyFile implements FolderFile {
        private final FolderFile file;

        FaultyFile(FolderFile file) {
            this.file = file;
        }

        @Override
        public FileStatus status() throws PosixException {
            fault.call("status of file");
            return file.status();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws PosixException {
            fault.call("read");
            return file.read(into, offset, length);
        }

        /** A write that fails has written half. */
        @Override
        public void write(byte[] from, int offset, int length) throws PosixException {
            try {
                fault.call("write");
            } catch (PosixException full) {
                file.write(from, offset, length / 2);
                throw full;
            }
            file.write(from, offset, length);
        }

        @Override
        public void sync() throws PosixException {
            fault.call("sync");
            file.sync();
        }

        @Override
        public void truncate(long size) throws PosixException {
            fault.call("truncate");
            file.truncate(size);
        }

        @Override
        public void mode(int mode) throws PosixException {
            fault.call("mode");
            file.mode(mode);
        }

        @Override
        public Lock lock(Duration limit) {
            return file.lock(limit);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
