package eqmail.fs;

import eqmail.posix.Descriptor;
import eqmail.posix.FileCalls;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.util.List;

/** A directory of the host. */
public final class RealFolder implements Folder {
    private final Descriptor directory;

    private RealFolder(Descriptor directory) {
        this.directory = directory;
    }

    /** Opens the directory {@code path}, as chdir(2) would enter it: search permission is all it takes. */
    public static Folder open(String path) throws PosixException {
        return entered(Descriptor.open(path, OpenFlag.PLACE, OpenFlag.DIRECTORY));
    }

    /** The directory of this process, as it is: one that is closed to us does no harm to absolute names. */
    public static Folder here() {
        return new RealFolder(Descriptor.here());
    }

    private static Folder entered(Descriptor place) throws PosixException {
        try {
            place.statusAt(".");
            return new RealFolder(place);
        } catch (PosixException closedToUs) {
            place.close();
            throw closedToUs;
        }
    }

    @Override
    public FileStatus status() throws PosixException {
        return directory.status();
    }

    @Override
    public FileStatus status(String name) throws PosixException {
        return directory.statusAt(name);
    }

    @Override
    public FolderFile open(String name, OpenFlag... flags) throws PosixException {
        return new RealFolderFile(directory.openAt(name, flags));
    }

    @Override
    public FolderFile create(String name, int mode, OpenFlag... flags) throws PosixException {
        return new RealFolderFile(directory.createAt(name, mode, flags));
    }

    @Override
    public Folder folder(String name) throws PosixException {
        return entered(directory.openAt(name, OpenFlag.PLACE, OpenFlag.DIRECTORY));
    }

    @Override
    public void makeDirectory(String name, int mode) throws PosixException {
        directory.makeDirectoryAt(name, mode);
    }

    @Override
    public List<String> list(String name) throws PosixException {
        try (Descriptor readable = directory.openAt(name, OpenFlag.READ, OpenFlag.DIRECTORY)) {
            return FileCalls.list(readable);
        }
    }

    @Override
    public void link(String name, String second) throws PosixException {
        directory.linkAt(name, second);
    }

    @Override
    public void remove(String name) throws PosixException {
        directory.unlinkAt(name);
    }

    /** Opens it a second time: a place that can only be named cannot be synced. */
    @Override
    public void sync() throws PosixException {
        try (Descriptor readable = directory.openAt(".", OpenFlag.READ, OpenFlag.DIRECTORY)) {
            readable.sync();
        }
    }

    @Override
    public void close() {
        directory.close();
    }
}
