package eqmail.bfrmt;

import eqmail.control.ControlException;
import eqmail.control.FileMarks;
import eqmail.dkim.KeyStore;
import eqmail.dkim.QdkimConf;
import eqmail.dkim.SenderSigner;
import eqmail.dkim.Signer;
import eqmail.log.Log;
import eqmail.mail.Body;
import eqmail.mail.PrefixedBody;
import eqmail.mail.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The filter dkim-sign: puts a DKIM-Signature for the envelope sender's domain in front of a message, with the settings and
 * keys of qmail-sdkim (qdkim.conf(5)). The message itself is read once and not copied.
 */
public final class DkimSign implements Filter {
    /** The name of the command; {@code bin/dkim-sign} in control/remotefilters. */
    public static final String NAME = "dkim-sign";

    private static final List<String> FILES = List.of(QdkimConf.FILE, "control/me");
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Path home;
    private final Map<String, String> environment;
    private final Signer signer;
    private final LongSupplier nanoClock;
    private final Log log;
    private volatile Optional<Settings> settings = Optional.empty();

    /**
     * What the files said.
     *
     * @param signer nobody where DOSIGN is not 1
     * @param marks of the files then
     * @param looked when they were looked at last
     */
    private record Settings(Optional<SenderSigner> signer, long marks, long looked) {}

    /**
     * A filter for {@code home}.
     *
     * @param environment for what etc/qdkim.conf does not set
     * @param clock gives the time of signatures
     * @param nanoClock tells when to look at the files again
     * @param log hears what qmail-sdkim would log
     */
    public DkimSign(Path home, Map<String, String> environment, InstantSource clock, LongSupplier nanoClock, Log log) {
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.signer = new Signer(clock);
        this.nanoClock = nanoClock;
        this.log = log;
    }

    @Override
    public Result apply(Outgoing mail) throws InterruptedException {
        try {
            Optional<SenderSigner> who = settings().signer();
            return who.isEmpty() ? new Result.Pass(mail.body()) : sign(who.get(), mail.sender(), mail.body());
        } catch (IOException e) {
            return Judgement.of("bin/" + NAME, e);
        }
    }

    private Result sign(SenderSigner who, String sender, Body body) throws IOException {
        SenderSigner.Outcome outcome = who.sign(sender, body);
        log.line("qmail-dkim: " + outcome.line());
        return switch (outcome) {
            case SenderSigner.Signed signed -> new Result.Pass(new PrefixedBody(signed.fields(), body));
            case SenderSigner.Unsigned unsigned -> new Result.Pass(body);
            case SenderSigner.Illegal illegal ->
                new Result.Stop(new Verdict.Refused("Sender's domain contains illegal characters. (#5.1.7)\n"));
        };
    }

    /** As the files have it, looked at once a second at most; keys stay in memory until one of them changes. */
    private Settings settings() throws ControlException {
        Optional<Settings> last = settings;
        long now = nanoClock.getAsLong();
        if (last.isPresent() && now - last.get().looked() <= FRESH.toNanos()) {
            return last.get();
        }
        long marks = FileMarks.of(home, FILES);
        Optional<SenderSigner> who =
                last.isPresent() && last.get().marks() == marks ? last.get().signer() : read();
        Settings next = new Settings(who, marks, now);
        settings = Optional.of(next);
        return next;
    }

    private Optional<SenderSigner> read() throws ControlException {
        QdkimConf conf = QdkimConf.read(home, environment);
        return conf.signs()
                ? Optional.of(new SenderSigner(new KeyStore(conf.keys(), nanoClock), signer, conf.defaultDomain()))
                : Optional.empty();
    }
}
