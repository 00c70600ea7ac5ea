package eqmail.tls;

import eqmail.control.ControlException;
import java.io.IOException;

/** A file of keys or certificates cannot be used. The message names the file and what is wrong with it. */
public final class CredentialException extends IOException {
    private static final long serialVersionUID = 1;

    /** Which part is of no use; the text is what qmail-smtpd answers to STARTTLS then (network.md 4.2). */
    public enum Part {
        /** There is no certificate. */
        CERTIFICATE("missing certificate"),
        /** The key is not there, is encrypted, or is that of another certificate. */
        KEY("no valid RSA private key"),
        /** Something else. */
        SETTING("unable to initialize ctx");

        private final String text;

        Part(String text) {
            this.text = text;
        }

        /** In the words of the original. */
        public String text() {
            return text;
        }
    }

    private final Part part;
    private final String file;
    private final String fault;

    CredentialException(Part part, String file, String fault) {
        super(file + ": " + fault);
        this.part = part;
        this.file = file;
        this.fault = fault;
    }

    /** A file that cannot be read at all. */
    static CredentialException of(Part part, ControlException e) {
        String message = String.valueOf(e.getMessage());
        return new CredentialException(
                part, e.file(), message.substring(e.file().length() + ": ".length()));
    }

    /** Which part. */
    public Part part() {
        return part;
    }

    /** The file, relative to the home. */
    public String file() {
        return file;
    }

    /** What is wrong, without the name of the file. */
    public String fault() {
        return fault;
    }
}
