package eqmail.doctor;

import eqmail.control.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who checks the passwords of people that log in, and may it do so? */
public final class Logins implements Check {
    /** Roles that are of no use to anybody without a password; smtp is. */
    private static final Set<String> NEEDING = Set.of("submission", "submissions", "pop3", "pop3s");

    private static final Set<String> MAILBOXES = Set.of("pop3", "pop3s");
    private static final Path PASSWORDS = Path.of("users/smtpauth");
    private static final String OTHER_ACCOUNT = "control/checkeruser";
    private static final List<String> IN_PROCESS = List.of("qmail-chkpw", "true");
    private static final int SET_UID = 04000;

    private final Control control;
    private final List<Listening.Place> places;
    private final Commands commands;
    private final Optional<ServerAccount> server;

    /** Finds out who checks passwords. */
    @FunctionalInterface
    public interface Commands {
        /** The command for sessions of {@code place}, {@code qmail-chkpw true} without a process; empty for nobody. */
        Optional<List<String>> of(Listening.Place place) throws IOException;
    }

    /** For {@code places}, and a server that works as {@code server}, if root starts it. */
    public Logins(Control control, List<Listening.Place> places, Commands commands, Optional<ServerAccount> server) {
        this.control = control;
        this.places = List.copyOf(places);
        this.commands = commands;
        this.server = server;
    }

    @Override
    public String subject() {
        return "logins";
    }

    @Override
    public List<Finding> look() throws IOException {
        Set<Finding> findings = new LinkedHashSet<>();
        for (Listening.Place place : places) {
            Optional<List<String>> command = commands.of(place);
            if (command.isPresent()) {
                findings.add(
                        command.get().equals(IN_PROCESS)
                                ? passwords()
                                : program(place, command.get().getFirst()));
            } else if (NEEDING.contains(place.role())) {
                findings.add(Finding.warn(
                        "nobody can log in on " + place.text(),
                        "qmail-chkpw -e makes a hash; echo USER:HASH >>" + PASSWORDS));
            }
        }
        return findings.isEmpty() ? List.of(Finding.ok("no listener asks for a password")) : List.copyOf(findings);
    }

    private Finding passwords() throws IOException {
        Path file = control.home().resolve(PASSWORDS);
        if (!Files.exists(file)) {
            return Finding.fail(PASSWORDS + " is missing, so nobody can log in", "see qmail-chkpw(8)");
        }
        Optional<Path> closed = server.isPresent() ? server.get().obstacle(control.home(), file) : Optional.empty();
        return closed.isPresent()
                ? Finding.fail(
                        closed.get() + " is closed to the server, so nobody can log in",
                        "chgrp qmail " + file + " && chmod 640 " + file)
                : Finding.ok(PASSWORDS + " says who may");
    }

    private Finding program(Listening.Place place, String program) throws IOException {
        Optional<String> user = control.line(OTHER_ACCOUNT);
        if (server.isEmpty()) {
            return Finding.ok(program + " says who may");
        }
        if (user.isPresent()) {
            return Finding.ok(program + " says who may, as " + user.get());
        }
        String mend = "echo root >" + OTHER_ACCOUNT;
        if (MAILBOXES.contains(place.role())) {
            return Finding.fail(
                    place.text() + " opens no mailbox: " + program + " says who may, and there is no " + OTHER_ACCOUNT,
                    mend);
        }
        Path file = control.home().resolve(program);
        boolean setUid = Files.exists(file) && ((Integer) Files.getAttribute(file, "unix:mode") & SET_UID) != 0;
        return setUid
                ? Finding.ok(program + " says who may, by its setuid bit")
                : Finding.warn(
                        program + " runs as " + server.get().name() + ", who cannot read passwords of accounts",
                        "if it asks for those: " + mend);
    }
}
