package eqmail.cli;

import eqmail.bfrmt.DkimSign;
import eqmail.bfrmt.Filter;
import eqmail.bfrmt.Outgoing;
import eqmail.fs.HeldBody;
import eqmail.log.Log;
import eqmail.log.LogStream;
import eqmail.mail.Verdict;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** {@code dkim-sign HOST SENDER RECIPIENT ...}: the filter of that name as a program (remotefilters(5)). */
final class DkimSignCommand implements Program {
    private static final int USAGE = 100;
    private static final int REFUSED = 100;
    private static final int FAILED = 111;

    @Override
    public int run(Invocation in) throws IOException, InterruptedException {
        Log log = new LogStream(in.stderr());
        List<String> arguments = in.args();
        if (arguments.size() < 3) {
            log.line("dkim-sign: usage: dkim-sign host sender recipient ...");
            return USAGE;
        }
        DkimSign filter = new DkimSign(in.home(), in.env(), InstantSource.system(), System::nanoTime, log);
        try (HeldBody message = HeldBody.readUnix(in.stdin())) {
            Outgoing mail =
                    new Outgoing(arguments.get(0), arguments.get(1), arguments.subList(2, arguments.size()), message);
            return switch (filter.apply(mail)) {
                case Filter.Result.Pass pass -> {
                    pass.body().copyTo(in.stdout());
                    yield 0;
                }
                case Filter.Result.Stop stop -> {
                    log.line(stop.verdict().text().strip());
                    yield stop.verdict() instanceof Verdict.Refused ? REFUSED : FAILED;
                }
            };
        }
    }
}
