package eqmail.pop3;

import eqmail.auth.Claim;
import eqmail.net.Connection;
import eqmail.net.Dialogue;
import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Exit;
import eqmail.posix.Launch;
import eqmail.posix.PosixException;
import eqmail.posix.Self;
import eqmail.smtp.Command;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The command qmail-popup: asks who is there, and runs a checkpassword program that knows whether it is true and becomes
 * that user (network.md 10).
 */
public final class PopupProgram {
    /** The exit code, whatever happened. */
    private static final int ALWAYS = 1;

    private static final int CLAIM = 3;
    private static final String DEFAULT_PATH = "/usr/bin:/bin";
    private static final String OK = "+OK \r\n";

    private final Dialogue client;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private String user = "";

    /** A session on {@code connection}, which is descriptors 0 and 1. */
    public PopupProgram(
            Connection connection, Map<String, String> environment, InstantSource clock, LongSupplier nanoClock) {
        this.client = new Dialogue(connection, nanoClock, Pop3dProgram.WHOLE, Pop3dProgram.TIMEOUT);
        this.environment = environment;
        this.clock = clock;
    }

    /** Serves; {@code arguments} are the host name for the greeting, the checkpassword program and its arguments. */
    public int run(List<String> arguments) {
        try {
            if (arguments.size() < 2) {
                client.say("-ERR usage: popup hostname subprogram\r\n");
            } else {
                serve(arguments.getFirst(), arguments.subList(1, arguments.size()));
            }
            client.flush();
        } catch (IOException gone) {
            // Nobody is left to hear it.
        }
        return ALWAYS;
    }

    private void serve(String host, List<String> checker) throws IOException {
        String challenge = "<" + Self.pid() + "." + clock.instant().getEpochSecond() + "@" + host + ">";
        client.say("+OK " + challenge + "\r\n");
        Commands commands = new Commands(client, Pop3dProgram.TIMEOUT);
        for (Command command = commands.next(); command != null; command = commands.next()) {
            if (command.name().equals("quit")) {
                client.say(OK);
                return;
            }
            Claim claim = answer(command, challenge);
            if (claim != null) {
                client.flush();
                client.say(check(checker, claim));
                return;
            }
        }
    }

    /** What is to be checked; null if there is nothing yet. */
    private @Nullable Claim answer(Command command, String challenge) throws IOException {
        String argument = command.argument();
        switch (command.name()) {
            case "user" -> {
                if (!argument.isEmpty()) {
                    user = argument;
                }
                client.say(argument.isEmpty() ? "-ERR syntax error\r\n" : OK);
            }
            case "pass" -> {
                if (!user.isEmpty() && !argument.isEmpty()) {
                    return new Claim(user, argument, challenge);
                }
                client.say(user.isEmpty() ? "-ERR USER first\r\n" : "-ERR syntax error\r\n");
            }
            case "apop" -> {
                int blank = argument.indexOf(' ');
                if (blank >= 0) {
                    return new Claim(argument.substring(0, blank), argument.substring(blank + 1), challenge);
                }
                client.say("-ERR syntax error\r\n");
            }
            case "noop" -> client.say(OK);
            default -> client.say("-ERR authorization first\r\n");
        }
        return null;
    }

    /** Runs the checker, which serves the client if all is well; what is to be said when it is done. */
    private String check(List<String> command, Claim claim) throws IOException {
        Launch launch = Launch.of(command.getFirst(), command.subList(1, command.size()))
                .searching(environment.getOrDefault("PATH", DEFAULT_PATH))
                .environment(environment)
                .descriptor(2, Descriptor.of(1))
                .pipeTo(CLAIM)
                .sameSession();
        try (Child child = launch.start()) {
            try {
                child.to(CLAIM).writeAll(claim.bytes());
            } catch (PosixException unread) {
                // It has closed its end: its exit code tells what that means.
            }
            child.to(CLAIM).close();
            Exit exit = child.waitFor();
            if (exit.crashed()) {
                return "-ERR aack, child crashed\r\n";
            }
            return exit.ok() ? "" : "-ERR authorization failed\r\n";
        } catch (PosixException e) {
            return switch (e.call()) {
                case "exec" -> "-ERR authorization failed\r\n";
                case "pipe2" -> "-ERR unable to open pipe\r\n";
                default -> "-ERR unable to fork\r\n";
            };
        }
    }
}
