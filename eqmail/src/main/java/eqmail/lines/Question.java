package eqmail.lines;

import eqmail.posix.Exit;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.util.List;

/** A program that answers by its exit code: 0 is yes, 111 "ask later", anything else no. */
final class Question {
    private static final String LATER = "temporary child error";

    private Question() {}

    /**
     * Asks {@code program}, which inherits the command's descriptors. One that does not exist says no.
     *
     * @param asker the command, for its line
     */
    static boolean yes(Call call, String asker, List<String> program) throws Ending {
        Exit exit;
        try {
            exit = call.children().run(program);
        } catch (PosixException e) {
            if (!e.call().equals("exec")) {
                throw Ending.fatal(asker, "unable to fork: ", e);
            }
            if (e.temporary()) {
                throw Ending.fatal(Ending.TEMPORARY, asker, LATER);
            }
            return false;
        } catch (IOException e) {
            throw Ending.fatal(Ending.TEMPORARY, asker, "wait failed");
        }
        if (exit.crashed()) {
            throw Ending.fatal(Ending.TEMPORARY, asker, "child crashed");
        }
        if (exit.code() == Ending.TEMPORARY) {
            throw Ending.fatal(Ending.TEMPORARY, asker, LATER);
        }
        return exit.ok();
    }
}
