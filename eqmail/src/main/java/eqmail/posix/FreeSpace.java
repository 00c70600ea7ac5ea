package eqmail.posix;

/**
 * Room on a file system.
 *
 * @param bytes what an unprivileged user may still write
 * @param files how many files may still be made; meaningless when {@code allFiles} is 0
 * @param allFiles how many files it can hold; 0 where the file system does not count them
 */
public record FreeSpace(long bytes, long files, long allFiles) {}
