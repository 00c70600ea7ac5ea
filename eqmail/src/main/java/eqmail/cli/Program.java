package eqmail.cli;

/** One command of {@code bin/}: what a C program has in its {@code main}. */
@FunctionalInterface
public interface Program {
    /**
     * Does the command's work.
     *
     * @return the exit code, 0..255
     * @throws Exception if the host or we failed; {@link Main} says so in one line and exits 111, temporary, so that no
     *     mail is bounced for it
     */
    int run(Invocation in) throws Exception;
}
