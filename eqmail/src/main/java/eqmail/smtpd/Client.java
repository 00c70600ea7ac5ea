package eqmail.smtpd;

import eqmail.mail.Reception;
import java.util.Map;
import java.util.Optional;

/**
 * Who is at the other end, as far as the session knows: the variables of tcp-environ(5) as they were at the start, and
 * what the client says and proves later. Owned by the session's thread.
 */
final class Client {
    private final Map<String, String> environment;
    private final String host;
    private final String ip;
    private final String local;
    private final String localPort;
    private final String submissionPort;
    private final Optional<String> dataBytes;
    private final boolean tlsAtOnce;
    private final boolean tlsRequired;
    private final Optional<String> firstInfo;
    private final Optional<String> firstRelay;
    private String helo;
    private Optional<String> cipher = Optional.empty();
    private String certificate = "";
    private Optional<String> info;
    private Optional<String> relay;
    private boolean authenticated;

    /** Reads the variables; {@code environment} stays the live one of the session (network.md 1.6). */
    Client(Map<String, String> environment) {
        this.environment = environment;
        host = environment.getOrDefault("TCPREMOTEHOST", Reception.UNKNOWN);
        ip = environment.getOrDefault("TCPREMOTEIP", Reception.UNKNOWN);
        local = Reception.local(environment);
        localPort = environment.getOrDefault("TCPLOCALPORT", "0");
        submissionPort = environment.getOrDefault("SUBMISSIONPORT", environment.getOrDefault("SUBMISSION", "587"));
        dataBytes = Optional.ofNullable(environment.get("DATABYTES"));
        tlsAtOnce = environment.containsKey("SMTPS");
        tlsRequired = "1".equals(environment.get("TLSREQUIRED"));
        firstInfo = Optional.ofNullable(environment.get("TCPREMOTEINFO"));
        firstRelay = Optional.ofNullable(environment.get("RELAYCLIENT"));
        info = firstInfo;
        relay = firstRelay;
        helo = host;
    }

    /** Sets a variable for every later child. */
    void setVariable(String name, String value) {
        environment.put(name, value);
    }

    /** The live environment. */
    Map<String, String> environment() {
        return environment;
    }

    /** TCPREMOTEHOST, else {@code unknown}. */
    String host() {
        return host;
    }

    /** TCPREMOTEIP, else {@code unknown}. */
    String ip() {
        return ip;
    }

    /** TCPLOCALHOST, else TCPLOCALIP, else {@code unknown}. */
    String local() {
        return local;
    }

    /** What HELO or EHLO said; before that {@link #host()}. */
    String helo() {
        return helo;
    }

    void helo(String name) {
        helo = name;
    }

    /** For the Received line of a message that begins now. */
    Reception reception() {
        return new Reception(host, helo, info, ip, local, protocol());
    }

    /** The word after {@code with} in the Received line. */
    String protocol() {
        String word = (cipher.isPresent() ? "ESMTPS" : authenticated ? "ESMTP" : "SMTP") + (authenticated ? "A" : "");
        return word + cipher.map(name -> " (" + name + " encrypted)").orElse("") + certificate;
    }

    /**
     * From now on in TLS; {@code name} is the cipher's as OpenSSL calls it. Whatever the client said or proved in clear
     * text is forgotten, since somebody else may have said it (RFC 3207 4.2).
     */
    void cipher(String name) {
        cipher = Optional.of(name);
        helo = host;
        if (authenticated) {
            authenticated = false;
            relay = restore("RELAYCLIENT", firstRelay);
            environment.remove("SMTPAUTHMETHOD");
            environment.remove("SMTPAUTHUSER");
        }
        if (!info.equals(firstInfo)) {
            info = restore("TCPREMOTEINFO", firstInfo);
        }
    }

    private Optional<String> restore(String variable, Optional<String> first) {
        first.ifPresentOrElse(value -> setVariable(variable, value), () -> environment.remove(variable));
        return first;
    }

    /** Can nobody listen? */
    boolean inTls() {
        return cipher.isPresent();
    }

    /** Its certificate, that of {@code address}, lets it send anywhere (network.md 4.5). */
    void relayByCertificate(String address) {
        relay = Optional.of("");
        setVariable("RELAYCLIENT", "");
        certificate = "\n  (cert " + Reception.safe(address) + ")";
    }

    /** TCPREMOTEINFO: ident's answer, or the name that AUTH proved or MAIL claimed. */
    Optional<String> info() {
        return info;
    }

    /** The first claim counts, as variable and in the Received line (MAIL with AUTH=, network.md 2.6). */
    void claimInfo(String name) {
        if (info.isEmpty()) {
            info = Optional.of(name);
            setVariable("TCPREMOTEINFO", name);
        }
    }

    /** RELAYCLIENT: present if this client may send anywhere; its text is added to every recipient. */
    Optional<String> relay() {
        return relay;
    }

    /** AUTH has proved that this is {@code user}, who may send anywhere (network.md 3.4). */
    void authenticate(String user) {
        authenticated = true;
        relay = Optional.of("");
        info = Optional.of(user);
        setVariable("RELAYCLIENT", "");
        setVariable("TCPREMOTEINFO", user);
    }

    boolean authenticated() {
        return authenticated;
    }

    /** Is this a connection to the submission port? The texts are compared, not the numbers. */
    boolean onSubmissionPort() {
        return localPort.equals(submissionPort);
    }

    /** DATABYTES: the size limit of this session. */
    Optional<String> dataBytes() {
        return dataBytes;
    }

    /** SMTPS: does the client expect TLS before the greeting? */
    boolean tlsAtOnce() {
        return tlsAtOnce;
    }

    /** TLSREQUIRED: are passwords taken inside TLS only? */
    boolean tlsRequired() {
        return tlsRequired;
    }
}
