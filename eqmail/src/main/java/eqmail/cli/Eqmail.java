package eqmail.cli;

import eqmail.admin.SpoolTool;
import eqmail.bytes.Latin1;
import eqmail.daemon.RootHelperProgram;
import eqmail.daemon.RunProgram;
import eqmail.daemon.StartProgram;
import eqmail.importer.ImportProgram;
import eqmail.tls.CertificateProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** {@code eqmail}: what the original has no command for. */
final class Eqmail implements Program {
    private static final String USAGE = """
        usage: eqmail run
               eqmail network
               eqmail delivery [DEFAULTDELIVERY]
               eqmail doctor [--outgoing DOMAIN | ADDRESS ...]
               eqmail import [-n] OLDHOME
               eqmail cert [HOST]
               eqmail cert-req [HOST]
               eqmail spool check DIR
               eqmail spool dump DIR [ID]
        """;
    private static final int WRONG_USE = 100;

    @Override
    public int run(Invocation in) throws IOException, InterruptedException {
        List<String> args = in.args();
        return switch (args.isEmpty() ? "" : args.getFirst()) {
            case "run" -> new RunProgram(in.home(), in.image(), in.env(), in.stdout(), in.stderr()).run();
            case "network" -> new StartProgram(in.home(), in.image(), in.env(), List.of(), in.stderr()).runNetwork();
            case "delivery" -> delivery(in, in.stdout()).serve();
            case "doctor" -> DoctorCommand.run(in, args.subList(1, args.size()));
            case "import" -> importHome(in, args.subList(1, args.size()));
            case "spool" -> new SpoolTool(in.stdout(), in.stderr()).run(args.subList(1, args.size()));
            case "cert" -> certificate(in, false);
            case "cert-req" -> certificate(in, true);
            case "root-helper" -> rootHelper(in);
            default -> {
                in.stderr().write(Latin1.bytes(USAGE));
                yield WRONG_USE;
            }
        };
    }

    private static int certificate(Invocation in, boolean request) throws IOException {
        List<String> names = in.args().subList(1, in.args().size());
        return new CertificateProgram(in.home(), InstantSource.system(), in.stdout(), in.stderr()).run(request, names);
    }

    private static int importHome(Invocation in, List<String> args) throws IOException {
        return new ImportProgram(in.home(), in.stdout(), in.stderr(), errorsAreSeen()).run(args);
    }

    /** Is descriptor 2 a terminal? {@code System.console()} asks about the others. */
    private static boolean errorsAreSeen() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Started by qmail-start only. */
    private static int rootHelper(Invocation in) throws IOException, InterruptedException {
        return delivery(in, in.stderr()).serveParent(in.stdin(), in.stdout());
    }

    private static RootHelperProgram delivery(Invocation in, OutputStream log) throws IOException {
        Optional<String> defaultDelivery = in.args().stream().skip(1).findFirst();
        return RootHelperProgram.of(in.home(), in.image(), in.env(), defaultDelivery, log);
    }
}
