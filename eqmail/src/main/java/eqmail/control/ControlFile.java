package eqmail.control;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every file below {@code QMAILHOME/control} that the product reads, sorted by name. A file missing here, or in
 * qmail-control(5), fails the build; so the list can be trusted by whoever prints or checks a configuration.
 */
public enum ControlFile {
    BADMAILFROM("badmailfrom", "none", "qmail-smtpd"),
    BEFOREMOTE("beforemote", "none", "qmail-bfrmt"),
    BOUNCEFROM("bouncefrom", "MAILER-DAEMON", "qmail-send"),
    BOUNCEHOST("bouncehost", "me", "qmail-send"),
    CHECKER("checker", "qmail-chkpw", "eqmail"),
    CHECKERUSER("checkeruser", "none", "eqmail"),
    CHECKPWTOOLS("checkpwtools", "none", "qmail-pwrap"),
    CLIENTCA_PEM("clientca.pem", "none", "qmail-smtpd"),
    CLIENTCERT_PEM("clientcert.pem", "none", "qmail-remote"),
    CLIENTCRL_PEM("clientcrl.pem", "none", "qmail-smtpd"),
    CONCURRENCYDESTINATION("concurrencydestination", "shared", "qmail-send"),
    CONCURRENCYINCOMING("concurrencyincoming", "1000", "eqmail"),
    CONCURRENCYLOCAL("concurrencylocal", "10", "qmail-send"),
    CONCURRENCYMAX("concurrencymax", "120", "qmail-send"),
    CONCURRENCYREMOTE("concurrencyremote", "20", "qmail-send"),
    DATABYTES("databytes", "0", "qmail-smtpd qmail-qmtpd"),
    DEFAULTDELIVERY("defaultdelivery", "./Mailbox", "qmail-start"),
    DEFAULTDOMAIN("defaultdomain", "me", "qmail-inject"),
    DEFAULTHOST("defaulthost", "me", "qmail-inject"),
    DH2048_PEM("dh2048.pem", "none", "none"),
    DOUBLEBOUNCEHOST("doublebouncehost", "me", "qmail-send"),
    DOUBLEBOUNCETO("doublebounceto", "postmaster", "qmail-send"),
    ENVNOATHOST("envnoathost", "me", "qmail-send"),
    EXTDELIMITER("extdelimiter", "+", "qmail-lspawn qmail-getpw"),
    HELOHOST("helohost", "me", "qmail-remote"),
    IDHOST("idhost", "me", "qmail-inject"),
    LISTENERS("listeners", "smtp :25", "eqmail"),
    LOCALIPHOST("localiphost", "me", "qmail-smtpd"),
    LOCALS("locals", "me", "qmail-send"),
    MAILAUTH("mailauth", "any or relay", "qmail-smtpd"),
    MAXRCPT("maxrcpt", "10000", "qmail-smtpd qmail-qmtpd"),
    ME("me", "required", "all"),
    MORERCPTHOSTS("morercpthosts", "none", "qmail-newmrh"),
    MORERCPTHOSTS_CDB("morercpthosts.cdb", "none", "qmail-smtpd qmail-qmtpd"),
    NOTLSHOSTS("notlshosts", "none", "qmail-remote"),
    PERCENTHACK("percenthack", "none", "qmail-send"),
    PLUSDOMAIN("plusdomain", "me", "qmail-inject"),
    QMQPSERVERS("qmqpservers", "none", "qmail-qmqpc"),
    QUEUELIFETIME("queuelifetime", "604800", "qmail-send"),
    RCPTHOSTS("rcpthosts", "none", "qmail-smtpd qmail-qmtpd"),
    REMOTEAUTH("remoteauth", "any", "qmail-remote"),
    REMOTEFILTERS("remotefilters", "none", "qmail-remote"),
    REMOTEREUSE("remotereuse", "100", "qmail-remote"),
    RSA2048_PEM("rsa2048.pem", "none", "none"),
    SERVERCERT_PEM("servercert.pem", "none", "qmail-smtpd"),
    SERVERCERTS("servercerts", "none", "qmail-smtpd"),
    SMTPGREETING("smtpgreeting", "me", "qmail-smtpd"),
    SMTPPLUGINS("smtpplugins", "none", "qmail-smtpd"),
    SMTPROUTES("smtproutes", "none", "qmail-remote"),
    SPPDNSBL("sppdnsbl", "none", "spp-dnsbl"),
    SPPGREETDELAY("sppgreetdelay", "none", "spp-greetdelay"),
    SPPGREYLIST("sppgreylist", "none", "spp-greylist"),
    SPPHELOCHECK("spphelocheck", "none", "spp-helocheck"),
    SPPMFCHECK("sppmfcheck", "none", "spp-mfcheck"),
    SPPRATELIMIT("sppratelimit", "none", "spp-ratelimit"),
    SPPRCPTCHECK("spprcptcheck", "none", "spp-rcptcheck"),
    SPPSPF("sppspf", "none", "spp-spf"),
    TCPRULES("tcprules", "none", "eqmail"),
    TCPRULES_CDB("tcprules.cdb", "none", "eqmail"),
    TIMEOUTCONNECT("timeoutconnect", "60", "qmail-remote"),
    TIMEOUTLOCAL("timeoutlocal", "3600", "qmail-local"),
    TIMEOUTREMOTE("timeoutremote", "1200", "qmail-remote"),
    TIMEOUTSMTPD("timeoutsmtpd", "1200", "qmail-smtpd"),
    TIMEOUTSPP("timeoutspp", "120", "qmail-smtpd"),
    TLSCLIENTCIPHERS("tlsclientciphers", "DEFAULT", "qmail-remote"),
    TLSCLIENTS("tlsclients", "none", "qmail-smtpd"),
    TLSHOSTS("tlshosts", "none", "qmail-remote"),
    TLSPROVIDER("tlsprovider", "jdk", "qmail-smtpd qmail-remote"),
    TLSSERVERCIPHERS("tlsserverciphers", "DEFAULT", "qmail-smtpd"),
    VIRTUALDOMAINS("virtualdomains", "none", "qmail-send");

    private final String fileName;
    private final String absent;
    private final String readers;

    ControlFile(String fileName, String absent, String readers) {
        this.fileName = fileName;
        this.absent = absent;
        this.readers = readers;
    }

    /** The file of that name below {@code control/}, if it is one that the product knows. */
    public static Optional<ControlFile> named(String fileName) {
        return Arrays.stream(values())
                .filter(file -> file.fileName.equals(fileName))
                .findFirst();
    }

    /** The name below {@code control/}. */
    public String fileName() {
        return fileName;
    }

    /** What counts without the file: a value, {@code me} (the line of that file), {@code none}, or {@code required}. */
    public String absent() {
        return absent;
    }

    /** The commands that read it, with a blank between two. */
    public String readers() {
        return readers;
    }

    /** How it is written. */
    public Kind kind() {
        return switch (this) {
            case BOUNCEHOST,
                    DEFAULTDOMAIN,
                    DEFAULTHOST,
                    DOUBLEBOUNCEHOST,
                    ENVNOATHOST,
                    HELOHOST,
                    IDHOST,
                    LOCALIPHOST,
                    ME,
                    PLUSDOMAIN -> Kind.HOST;
            case BOUNCEFROM, DOUBLEBOUNCETO -> Kind.LOCAL_PART;
            case EXTDELIMITER -> Kind.CHARACTER;
            case CHECKER, CHECKERUSER, MAILAUTH, REMOTEAUTH, SMTPGREETING, TLSPROVIDER -> Kind.LINE;
            case CONCURRENCYDESTINATION,
                    CONCURRENCYINCOMING,
                    CONCURRENCYLOCAL,
                    CONCURRENCYMAX,
                    CONCURRENCYREMOTE,
                    DATABYTES,
                    MAXRCPT,
                    QUEUELIFETIME,
                    REMOTEREUSE,
                    TIMEOUTCONNECT,
                    TIMEOUTLOCAL,
                    TIMEOUTREMOTE,
                    TIMEOUTSMTPD,
                    TIMEOUTSPP -> Kind.NUMBER;
            case LOCALS, PERCENTHACK -> Kind.NAMES;
            case MORERCPTHOSTS, RCPTHOSTS -> Kind.HOSTS;
            case BADMAILFROM -> Kind.SENDERS;
            case TLSCLIENTS -> Kind.ADDRESSES;
            case QMQPSERVERS -> Kind.IPS;
            case REMOTEFILTERS, SMTPPLUGINS, TLSCLIENTCIPHERS, TLSSERVERCIPHERS -> Kind.LIST;
            case SMTPROUTES -> Kind.ROUTES;
            case VIRTUALDOMAINS -> Kind.VIRTUAL;
            case CHECKPWTOOLS -> Kind.PATHS;
            case BEFOREMOTE,
                    DEFAULTDELIVERY,
                    LISTENERS,
                    SPPDNSBL,
                    SPPGREETDELAY,
                    SPPGREYLIST,
                    SPPHELOCHECK,
                    SPPMFCHECK,
                    SPPRATELIMIT,
                    SPPRCPTCHECK,
                    SPPSPF,
                    TCPRULES -> Kind.TEXT;
            case CLIENTCA_PEM, CLIENTCERT_PEM, CLIENTCRL_PEM, DH2048_PEM, RSA2048_PEM, SERVERCERT_PEM -> Kind.PEM;
            case MORERCPTHOSTS_CDB, TCPRULES_CDB -> Kind.CDB;
            case NOTLSHOSTS, SERVERCERTS, TLSHOSTS -> Kind.FOLDER;
        };
    }

    /** The name below the home. */
    public String path() {
        return "control/" + fileName;
    }
}
