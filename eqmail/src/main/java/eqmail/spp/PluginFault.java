package eqmail.spp;

import eqmail.posix.PosixException;

/** A plug-in that could not be asked or did not keep to its contract; the message is what the client is told. */
final class PluginFault extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean ours;
    private final String detail;

    private PluginFault(String why, boolean ours, String detail) {
        super(why);
        this.ours = ours;
        this.detail = detail;
    }

    /** The program is missing, not executable, or says itself that it cannot decide. */
    static PluginFault cannotExecute(String detail) {
        return new PluginFault("can't execute", false, detail);
    }

    /** A signal killed it. */
    static PluginFault crashed(String detail) {
        return new PluginFault("child crashed", false, detail);
    }

    /** Its end could not be waited for. */
    static PluginFault lost(String detail) {
        return new PluginFault("wait_pid() failed", false, detail);
    }

    /** It could not be started; the words are those of qmail-spp. */
    static PluginFault ofStart(PosixException e) {
        String detail = String.valueOf(e.getMessage());
        return switch (e.call()) {
            case "pipe2", "open" -> new PluginFault("can't pipe()", false, detail);
            case "exec" -> e.temporary() ? new PluginFault("vfork() failed", false, detail) : cannotExecute(detail);
            default -> new PluginFault("vfork() failed", false, detail);
        };
    }

    /** Something that qmail-spp lets pass: it has no limits, and knows no plug-ins that stay. */
    static PluginFault of(String why) {
        return new PluginFault(why, true, why);
    }

    /** The same, with more for the log. */
    static PluginFault of(String why, String detail) {
        return new PluginFault(why, true, why + ": " + detail);
    }

    /** Is it a fault that qmail-spp does not know? */
    boolean ours() {
        return ours;
    }

    /** For the log. */
    String detail() {
        return detail;
    }
}
