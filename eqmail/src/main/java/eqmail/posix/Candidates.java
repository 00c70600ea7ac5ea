package eqmail.posix;

import java.util.Iterator;
import java.util.List;

/**
 * The paths at which a program may lie, tried in turn. As in the originals, a name that is missing or not allowed leads
 * to the next one, any other trouble ends the search, and the last trouble worse than "missing" is reported.
 */
final class Candidates {
    private final Iterator<String> left;
    private String current;
    private int worst = Errno.ENOENT.number();

    Candidates(List<String> paths) {
        left = paths.iterator();
        current = paths.getFirst();
    }

    /** Where a program without slash may lie: each element of {@code path}, an empty one meaning {@code .}. */
    static List<String> inPath(String program, String path) {
        return List.of(path.split(":", -1)).stream()
                .map(directory -> (directory.isEmpty() ? "." : directory) + "/" + program)
                .toList();
    }

    String next() throws PosixException {
        if (!left.hasNext()) {
            throw PosixException.of(worst, "exec", current);
        }
        current = left.next();
        return current;
    }

    /** Says that the last one could not be executed; throws when that ends the search. */
    void failed(int errno) throws PosixException {
        switch (Errno.of(errno)) {
            case ENOENT -> {}
            case EACCES, EPERM, EISDIR -> worst = errno;
            default -> throw PosixException.of(errno, "exec", current);
        }
    }
}
