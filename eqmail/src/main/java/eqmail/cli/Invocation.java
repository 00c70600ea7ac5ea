package eqmail.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a command was called. Every string is a Latin-1 view of the bytes that the caller gave.
 *
 * @param name the command's name, as in {@code bin/}
 * @param args its arguments, without the name
 * @param env the whole environment; of a name given twice the first counts, as in getenv(3)
 * @param home the qmail home: QMAILHOME, else the home that the image was installed into, else /var/qmail
 * @param image where the product lies: {@code image/bin/NAME} are its commands
 * @param directory where relative names of the caller begin; empty for the directory of this process
 * @param closed which of the descriptors 0, 1, 2 the caller had closed; they are open on /dev/null here
 * @param stdin descriptor 0, unbuffered; fails if it was closed
 * @param stdout descriptor 1, unbuffered
 * @param stderr descriptor 2, unbuffered
 */
public record Invocation(
        String name,
        List<String> args,
        Map<String, String> env,
        Path home,
        Path image,
        Path directory,
        Set<Integer> closed,
        InputStream stdin,
        OutputStream stdout,
        OutputStream stderr) {

    /** The call of another command in the place of this one, in the qmail home. */
    Invocation instead(String command, List<String> words, Map<String, String> environment) {
        return new Invocation(command, words, environment, home, image, home, closed, stdin, stdout, stderr);
    }
}
