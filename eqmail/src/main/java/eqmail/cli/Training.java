package eqmail.cli;

import eqmail.posix.Signal;
import eqmail.posix.Signals;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.jar.JarFile;

/**
 * What {@code lib/make-aot} runs while the JVM notes which classes are needed: it loads all of ours, since any of them
 * may be the next short command, and then goes on as {@link Main} with the words behind that class name.
 */
public final class Training {
    private static final String CLASS = ".class";

    private Training() {}

    /**
     * What qmail-queue takes of the JDK and an SMTP session does not: handlers of signals (the proxy class behind them goes
     * into the cache too) and the way to the daemon's socket.
     */
    private static void queue() {
        Signals.handle(Signal.ALRM, () -> {});
        Signals.ignore(Signal.HUP);
        try {
            SocketChannel.open(UnixDomainSocketAddress.of("/nobody/listens/here"))
                    .close();
        } catch (IOException expected) {
            // As with a daemon that is down.
        }
    }

    /** {@code JAR eqmail.cli.Main NAME ARG…}: our jar, and a command to run. */
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        for (String name : classes(args[0])) {
            Class.forName(name, false, Training.class.getClassLoader());
        }
        queue();
        Main.main(args);
    }

    private static List<String> classes(String jar) throws IOException {
        try (JarFile file = new JarFile(jar)) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("eqmail/") && name.endsWith(CLASS))
                    .filter(name -> !name.endsWith("package-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
                    .toList();
        }
    }
}
