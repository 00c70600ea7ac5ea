package eqmail.bfrmt;

import eqmail.posix.Launch;
import java.nio.file.Path;
import java.util.List;

/**
 * A line of {@code control/remotefilters}, in the grammar of {@code control/smtpplugins}: the path of a program, relative
 * to the home and without arguments; after {@code :} a command for the shell. {@code +} before either means that it is
 * started once and gets message after message.
 *
 * @param persistent does it begin with a plus?
 * @param shell is it a command for the shell?
 * @param text path or command
 */
record FilterLine(boolean persistent, boolean shell, String text) {
    static FilterLine parse(String line) {
        boolean persistent = line.startsWith("+");
        String what = persistent ? line.substring(1) : line;
        boolean shell = what.startsWith(":");
        return new FilterLine(persistent, shell, shell ? what.substring(1) : what);
    }

    /** The program to start in {@code home}; a shell command finds {@code arguments} as $1, $2 and so on. */
    Launch launch(Path home, List<String> arguments) {
        Launch launch = shell
                ? Launch.of("/bin/sh", concat(List.of("-c", text, "sh"), arguments))
                : Launch.of(home.resolve(text).toString(), arguments);
        return launch.directory(home.toString());
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new java.util.ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** As it stands in the file, for reports and the log. */
    @Override
    public String toString() {
        return (persistent ? "+" : "") + (shell ? ":" : "") + text;
    }
}
