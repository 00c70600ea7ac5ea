package eqmail.doctor;

import eqmail.control.Control;
import eqmail.golden.Golden;
import eqmail.net.IpText;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A home to be looked at, and findings as one string each: {@code OK text}, {@code WARN text}. */
final class Patient {
    private final Path home;

    Patient(Path home) {
        this.home = home;
    }

    Control control() {
        return new Control(home);
    }

    Patient with(String file, String text) throws IOException {
        Golden.lay(home, file, text);
        return this;
    }

    static List<String> told(Check check) throws IOException, InterruptedException {
        return check.look().stream().map(f -> f.level() + " " + f.what()).toList();
    }

    static boolean isOurs(InetAddress address) {
        return IpText.of(address).equals("192.0.2.1");
    }

    static Listening.Place place(String role, String address, int port) {
        return new Listening.Place(
                role,
                address.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(address)),
                port,
                "control/tcprules",
                Map.of());
    }
}
