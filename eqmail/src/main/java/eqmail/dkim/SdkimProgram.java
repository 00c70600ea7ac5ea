package eqmail.dkim;

import eqmail.bytes.Latin1;
import eqmail.control.ControlException;
import eqmail.fs.ScratchBody;
import eqmail.fs.ScratchFile;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.mail.PrefixedBody;
import eqmail.posix.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The command {@code qmail-sdkim HOST SENDER RECIPIENT ...}, in the place of qmail-remote: signs the message on descriptor
 * 0, then lets the real qmail-remote deliver it, whose report and exit code are ours.
 */
public final class SdkimProgram {
    private static final String TAG = "qmail-dkim";
    private static final int ARGUMENTS = 3;

    private final Surroundings around;
    private final InstantSource clock;
    private final OwnRemote own;

    /** Our own qmail-remote, without a process. */
    @FunctionalInterface
    public interface OwnRemote {
        /** Delivers {@code message} and writes the report; gives the exit code. */
        int deliver(List<String> arguments, Body message) throws IOException;
    }

    /** Delivers by {@code own} where nobody else's program is set. */
    public SdkimProgram(Surroundings around, InstantSource clock, OwnRemote own) {
        this.around = around;
        this.clock = clock;
        this.own = own;
    }

    /** Signs and delivers; gives the exit code. */
    public int run(List<String> arguments, InputStream stdin, OutputStream stdout) throws IOException {
        QdkimConf conf;
        try {
            conf = QdkimConf.read(around.home(), around.environment());
        } catch (ControlException e) {
            return report(stdout, "ZUnable to read " + QdkimConf.FILE + ". (#4.3.0)\n");
        }
        try (ScratchBody message = new ScratchBody(BodyForm.UNIX)) {
            stdin.transferTo(message);
            if (!conf.signs() || arguments.size() < ARGUMENTS) {
                return deliver(conf, arguments, message);
            }
            SenderSigner.Outcome outcome = outcome(conf, arguments.get(1), message);
            around.log(conf, TAG, outcome.line());
            return switch (outcome) {
                case SenderSigner.Signed signed -> deliver(conf, arguments, new PrefixedBody(signed.fields(), message));
                case SenderSigner.Unsigned unsigned -> deliver(conf, arguments, message);
                case SenderSigner.Illegal illegal ->
                    report(stdout, "DSorry, the sender's domain contains illegal characters. (#5.1.7)\n");
            };
        }
    }

    private SenderSigner.Outcome outcome(QdkimConf conf, String sender, Body message) throws IOException {
        SenderSigner signer = new SenderSigner(conf.keys(), new Signer(clock), conf.defaultDomain());
        Optional<Path> library = around.foreign().find(conf.library(), "libqdkim");
        return library.isEmpty()
                ? signer.sign(sender, message)
                : signer.signBy(new ForeignLibrary(around, library.get()), conf.keys(), sender, message);
    }

    private int deliver(QdkimConf conf, List<String> arguments, Body message) throws IOException {
        Optional<Path> remote = around.foreign().find(conf.remote(), "qmail-remote");
        if (remote.isEmpty()) {
            return own.deliver(arguments, message);
        }
        try (Descriptor file = ScratchFile.copyOf(message)) {
            return around.run(remote.get(), arguments, file);
        }
    }

    private static int report(OutputStream stdout, String record) throws IOException {
        stdout.write(Latin1.bytes(record + "\0"));
        stdout.flush();
        return 0;
    }
}
