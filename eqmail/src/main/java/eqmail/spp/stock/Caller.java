package eqmail.spp.stock;

import eqmail.bytes.Scan;
import eqmail.net.IpText;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/** The client of a session, as the environment of a plug-in shows it (qmail-spp; network.md 5.3). */
record Caller(Map<String, String> environment) {
    private static final int MOST_DIGITS = 9;

    /** Its address; empty where the server that runs us does not say it. */
    Optional<InetAddress> ip() {
        return IpText.parse(environment.getOrDefault("TCPREMOTEIP", ""));
    }

    /** The address of ours that it is connected to. */
    Optional<InetAddress> local() {
        return IpText.parse(environment.getOrDefault("TCPLOCALIP", ""));
    }

    /** What it said at HELO; empty before. */
    String helo() {
        return environment.getOrDefault("SMTPHELOHOST", "");
    }

    /** Has it come further than the greeting? */
    boolean greeted() {
        return environment.containsKey("SMTPHELOHOST") || hasSender();
    }

    /** Has there been a MAIL? */
    boolean hasSender() {
        return environment.containsKey("SMTPMAILFROM");
    }

    /** Address of MAIL; empty for a bounce. */
    String sender() {
        return environment.getOrDefault("SMTPMAILFROM", "");
    }

    /** Address of RCPT; empty before the first one. */
    String recipient() {
        return environment.getOrDefault("SMTPRCPTTO", "");
    }

    /** Whom it has logged in as; empty without. */
    Optional<String> login() {
        return Optional.ofNullable(environment.get("SMTPAUTHUSER"));
    }

    /** Is it one of ours: logged in, or allowed to relay? Nothing that is meant for strangers is asked of it. */
    boolean ours() {
        return login().isPresent() || environment.containsKey("RELAYCLIENT");
    }

    /** A number of the session; 0 where it is not set, and never more than any count of commands. */
    long number(String variable) {
        String text = environment.getOrDefault(variable, "");
        int digits = Scan.digits(text, 0);
        return digits > MOST_DIGITS ? Integer.MAX_VALUE : Scan.value(text, 0, digits);
    }
}
