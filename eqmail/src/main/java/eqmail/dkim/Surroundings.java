package eqmail.dkim;

import eqmail.bytes.Latin1;
import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Exit;
import eqmail.posix.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What the commands have around them: programs of others where some are set, and our own ways where not.
 *
 * @param home the qmail home
 * @param environment of the command; its children get it as it is
 * @param foreign tells programs of others
 * @param ownLog logs a line under a tag where no other program does
 */
public record Surroundings(
        Path home, Map<String, String> environment, ForeignPrograms foreign, BiConsumer<String, String> ownLog) {
    /** What a program that died by a signal is worth to its caller: try again. */
    static final int CRASHED = 111;

    /** Logs by LOGGER, or by ourselves. A log that cannot be written stops no mail. */
    void log(QdkimConf conf, String tag, String line) {
        Optional<Path> program = foreign.find(conf.logger(), "splogger");
        if (program.isEmpty()) {
            ownLog.accept(tag, line);
            return;
        }
        try (Child child = launch(program.get(), List.of(tag)).pipeTo(0).start()) {
            child.to(0).output().write(Latin1.bytes(line + "\n"));
            child.to(0).close();
            child.waitFor();
        } catch (IOException unwritten) {
            ownLog.accept(tag, line);
        }
    }

    /** A program that finds our descriptors and environment. */
    Launch launch(Path program, List<String> arguments) {
        return Launch.of(program.toString(), arguments).environment(environment).sameSession();
    }

    /** Runs a program that reads {@code input}, to its end. */
    int run(Path program, List<String> arguments, Descriptor input) throws IOException {
        try (Child child = launch(program, arguments).descriptor(0, input).start()) {
            return code(child.waitFor());
        }
    }

    static int code(Exit exit) {
        return exit.crashed() ? CRASHED : exit.code();
    }
}
