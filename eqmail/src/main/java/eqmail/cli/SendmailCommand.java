package eqmail.cli;

import eqmail.bytes.Latin1;
import eqmail.delivery.Replaceable;
import eqmail.inject.Sendmail;
import eqmail.inject.Sendmail.Errand;
import eqmail.inject.Sendmail.Refusal;
import eqmail.posix.Launch;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;

/**
 * {@code sendmail}, also called {@code mailq} and {@code newaliases}. The program that does the work runs in this
 * process, or in its place where {@code bin/} of the home has somebody else's.
 */
final class SendmailCommand implements Program {
    private static final int TEMPORARY = 111;

    @Override
    public int run(Invocation in) throws Exception {
        if (!Files.isDirectory(in.home())) {
            return say(in, Sendmail.unableTo("switch to qmail home directory"), TEMPORARY);
        }
        try {
            return perform(in, Sendmail.errand(in.name(), in.args(), in.env()));
        } catch (Refusal refusal) {
            return say(in, refusal.text(), refusal.exit());
        }
    }

    private static int perform(Invocation in, Errand errand) throws Exception {
        if (new Replaceable(in.home(), in.image()).standIn(errand.program()).isPresent()) {
            return replace(in, errand);
        }
        Program ours = Programs.named(errand.program());
        return ours == null ? replace(in, errand) : ours.run(in.instead(errand.program(), errand.args(), errand.env()));
    }

    private static int replace(Invocation in, Errand errand) throws IOException {
        try {
            Launch.of("bin/" + errand.program(), errand.args())
                    .directory(in.home().toString())
                    .environment(errand.env())
                    .replaceProcess();
            throw new IllegalStateException("this process is that program now");
        } catch (PosixException e) {
            return say(in, Sendmail.unableTo("run " + errand.program()), TEMPORARY);
        }
    }

    private static int say(Invocation in, String text, int exit) throws IOException {
        in.stderr().write(Latin1.bytes(text));
        return exit;
    }
}
