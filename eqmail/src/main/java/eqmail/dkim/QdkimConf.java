package eqmail.dkim;

import eqmail.control.Control;
import eqmail.control.ControlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of qmail-sdkim and qmail-vdkim: {@code etc/qdkim.conf} below the home, else the environment. */
public final class QdkimConf {
    /** The file, relative to the home. */
    public static final String FILE = "etc/qdkim.conf";

    /** Where Linux shows what gethostname(2) answers. */
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

    private static final String ON = "1";

    private final Path home;
    private final Map<String, String> environment;
    private final Map<String, String> file;

    private QdkimConf(Path home, Map<String, String> environment, Map<String, String> file) {
        this.home = home;
        this.environment = environment;
        this.file = file;
    }

    /**
     * Reads the file anew; without one the environment alone counts.
     *
     * @throws ControlException if it cannot be read or a line of it is no setting
     */
    public static QdkimConf read(Path home, Map<String, String> environment) throws ControlException {
        String text = new Control(home).text(FILE).orElse("");
        Map<String, String> known = new HashMap<>(environment);
        known.putIfAbsent("QMAILHOME", home.toString());
        known.putIfAbsent("QMAIL", home.toString());
        try {
            return new QdkimConf(home, environment, ShellSettings.parse(text, known));
        } catch (ShellSettings.SyntaxException e) {
            throw new ControlException(FILE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Is outgoing mail to be signed? */
    public boolean signs() {
        return setting("DOSIGN", environment.get("DOSIGN")).filter(ON::equals).isPresent();
    }

    /** Are signatures of incoming mail to be checked? */
    public boolean verifies() {
        return setting("DOVRFY", environment.get("DOVRFY")).filter(ON::equals).isPresent();
    }

    /** The program that signs and verifies, if it is set. */
    public Optional<String> library() {
        return setting("DKLIB", environment.get("DKLIB"));
    }

    /** The program that logs, if it is set. */
    public Optional<String> logger() {
        return setting("LOGGER", environment.get("LOGGER"));
    }

    /** The queue program behind the check, if it is set. */
    public Optional<String> queue() {
        return setting("DKQUEUE", environment.get("DKQUEUE"));
    }

    /** The program that delivers what is signed, if it is set; beforemote tells it, too. */
    public Optional<String> remote() {
        return setting("QMAILREMOTE", environment.get("QMAILREMOTE"))
                .or(() -> setting("DKREMOTE", environment.get("DKREMOTE")));
    }

    /** The keys that sign. */
    public KeyFiles keys() {
        return new KeyFiles(setting("DKSIGN", environment.get("DKSIGN"))
                .orElse(home.resolve(KeyFiles.PLACE).toString()));
    }

    /** The domain that signs for the empty sender: DEFAULTDOMAIN, else this host. */
    public String defaultDomain() throws ControlException {
        Optional<String> set = setting("DEFAULTDOMAIN", environment.get("DEFAULTDOMAIN"));
        return set.isPresent() ? set.get() : host();
    }

    /** The name of this host, in which results are told: {@code control/me}, else the system's. */
    public String host() throws ControlException {
        Optional<String> me = new Control(home).line("control/me").filter(name -> !name.isEmpty());
        if (me.isPresent()) {
            return me.get();
        }
        try {
            return Files.readString(KERNEL_NAME, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new ControlException("control/me", "file does not exist", e);
        }
    }

    private Optional<String> setting(String name, @Nullable String variable) {
        String value = file.getOrDefault(name, variable);
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }
}
