package eqmail.spp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.ControlException;
import eqmail.delivery.Replaceable;
import eqmail.spp.Plugins.Decision;
import eqmail.spp.Plugins.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists of plug-ins, and what a session makes of them. */
@Timeout(60)
class HostPluginsTest {
    @TempDir
    Path home;

    private final List<String> log = new ArrayList<>();
    private final Map<String, String> inherited = new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "ZONE", "here"));
    private final FakeSession session = new FakeSession();
    private long now;
    private HostPlugins plugins;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectory(home.resolve("control"));
        plugins = host(true);
    }

    @AfterEach
    void close() {
        plugins.close();
    }

    private HostPlugins host(boolean server) {
        PluginHost host = new PluginHost(home, inherited, Map.of(), new Replaceable(home, home), log::add, server);
        return new HostPlugins(host, () -> now);
    }

    private void list(String text) throws IOException {
        Files.writeString(home.resolve("control/smtpplugins"), text);
    }

    private Plugins session() throws ControlException {
        return plugins.open(session.environment);
    }

    @Test
    void withoutAListThereAreNone() throws IOException {
        plugins.check();
        assertThat(session()).isSameAs(Plugins.NONE);
        list("# nothing\n\n[mail]\n");
        now += Duration.ofSeconds(1).toNanos();
        assertThat(session()).isSameAs(Plugins.NONE);
    }

    @Test
    void noSppSwitchesThemOffBeforeTheListIsRead() throws IOException {
        Files.createDirectory(home.resolve("control/smtpplugins"));
        session.environment.put("NOSPP", "");
        assertThat(session()).isSameAs(Plugins.OFF);
    }

    @Test
    void aListThatCannotBeReadStopsTheServerAndTheSession() throws IOException {
        Files.createDirectory(home.resolve("control/smtpplugins"));
        assertThatThrownBy(plugins::check).hasMessage("control/smtpplugins: is a directory");
        assertThatThrownBy(this::session).isInstanceOf(ControlException.class);
    }

    @Test
    void aVariableNamesAnotherList() throws IOException {
        list("[mail]\n:echo 'E550 usual'\n");
        Files.writeString(home.resolve("control/other"), "[mail]\n:echo 'E550 other'\n");
        session.environment.put("SPPCONFFILE", "control/other");
        session().run(Phase.MAIL, session);
        session.environment.put("SPPCONFFILE", "");
        session().run(Phase.MAIL, session);
        assertThat(session.said()).isEqualTo("550 other|550 usual");
        session.environment.put("SPPCONFFILE", "control/missing");
        assertThat(session()).isSameAs(Plugins.NONE);
    }

    @Test
    void aChangedListCountsForNewSessionsAfterASecond() throws IOException {
        list("[mail]\n:echo 'E550 one'\n");
        Plugins old = session();
        list("[mail]\n:echo 'E550 two!'\n");
        assertThat(session().run(Phase.MAIL, session)).isEqualTo(Decision.REFUSED);
        now += Duration.ofSeconds(1).toNanos();
        session().run(Phase.MAIL, session);
        old.run(Phase.MAIL, session);
        assertThat(session.said()).isEqualTo("550 one|550 two!|550 one");
    }

    @Test
    void aChangeThatCannotBeUsedIsReportedOnceAndTheLastGoodListStays() throws IOException {
        list("[mail]\n:echo 'E550 one'\n");
        session();
        Files.delete(home.resolve("control/smtpplugins"));
        Files.createDirectory(home.resolve("control/smtpplugins"));
        for (int i = 0; i < 3; i++) {
            now += Duration.ofSeconds(1).toNanos();
            session().run(Phase.MAIL, session);
        }
        assertThat(session.said()).isEqualTo("550 one|550 one|550 one");
        assertThat(log).containsExactly("alert: keeping the last good plug-ins: control/smtpplugins: is a directory");
    }

    @Test
    void plugInsAreAskedInTurnUntilOneDecides() throws IOException {
        list("[mail]\n:echo P250-1\n:echo 'E550 2'\n:echo P250-3\n[rcpt]\n:echo N\n:echo P250-4\n");
        Plugins here = session();
        assertThat(here.run(Phase.MAIL, session)).isEqualTo(Decision.REFUSED);
        assertThat(here.run(Phase.RCPT, session)).isEqualTo(Decision.PROCEED);
        assertThat(here.run(Phase.DATA, session)).isEqualTo(Decision.PROCEED);
        assertThat(session.said()).isEqualTo("250-1|550 2");
    }

    @Test
    void oneMayBeTheLastOfTheSession() throws IOException {
        list("[helo]\n:echo LR550 no; echo A\n[rcpt]\n:echo 'E550 x'\n");
        Plugins here = session();
        assertThat(here.run(Phase.HELO, session)).isEqualTo(Decision.PROCEED);
        assertThat(here.active()).isFalse();
        assertThat(here.answerKept(Phase.RCPT, session)).isFalse();
        assertThat(here.run(Phase.RCPT, session)).isEqualTo(Decision.PROCEED);
        assertThat(session.replies).isEmpty();
    }

    @Test
    void theLastOneInATransactionIsTheLastUntilTheClientBeginsAnew() throws IOException {
        list("[helo]\n:[ \"$XV\" ] && echo A\n[mail]\n:echo A\n[data]\n:echo P-data\n");
        Plugins here = session();
        here.run(Phase.HELO, session);
        here.run(Phase.MAIL, session);
        here.forget();
        here.run(Phase.MAIL, session);
        here.run(Phase.DATA, session);
        assertThat(session.said()).isEmpty();
        here.reset();
        here.run(Phase.DATA, session);
        assertThat(session.said()).isEqualTo("-data");
        session.environment.put("XV", "1");
        here.run(Phase.HELO, session);
        here.reset();
        here.run(Phase.DATA, session);
        assertThat(session.said()).isEmpty();
    }

    @Test
    void headerLinesAboutASenderGoWithAnotherOne() throws IOException {
        list("[helo]\n"
                + ":echo HX-Helo: x\n"
                + "[mail]\n"
                + ":echo HX-Mail: $XV\n"
                + "[rcpt]\n"
                + ":echo HX-Rcpt: $XV\n"
                + "[data]\n"
                + ":echo HX-Data: x\n");
        Plugins here = session();
        here.run(Phase.HELO, session);
        session.environment.put("XV", "1");
        mail(here, "joe@here");
        here.run(Phase.RCPT, session);
        session.environment.put("XV", "2");
        mail(here, "eve@there");
        here.run(Phase.DATA, session);
        assertThat(here.headers()).isEqualTo("X-Helo: x\nX-Mail: 2\nX-Data: x\n");
    }

    @Test
    void headerLinesAboutASenderStayWhileItIsTheSame() throws IOException {
        list("[mail]\n:echo HX-Mail: $SMTPMAILFROM\n:echo Cchanged\n");
        Plugins here = session();
        mail(here, "joe@here");
        mail(here, "joe@here");
        assertThat(here.headers()).isEqualTo("X-Mail: joe@here\nX-Mail: joe@here\n");
        mail(here, "changed");
        assertThat(here.headers()).isEqualTo("X-Mail: changed\n");
        here.reset();
        assertThat(here.headers()).isEmpty();
    }

    private void mail(Plugins here, String sender) throws IOException {
        session.address = sender;
        session.environment.put("SMTPMAILFROM", sender);
        here.run(Phase.MAIL, session);
    }

    @Test
    void keptErrorsAreShownAtEveryCommandUntilForgotten() throws IOException {
        list("[helo]\n:echo 'LM550-1'; echo 'LM550 2'; echo HX: y\n");
        Plugins here = session();
        here.run(Phase.HELO, session);
        assertThat(here.headers()).isEqualTo("X: y\n");
        for (int i = 0; i < 2; i++) {
            assertThat(here.answerKept(Phase.MAIL, session)).isTrue();
            assertThat(session.said()).isEqualTo("550-1|550 2");
        }
        assertThat(here.answerKept(Phase.RCPT, session)).isFalse();
        here.forget();
        assertThat(here.answerKept(Phase.MAIL, session)).isFalse();
        assertThat(here.headers()).isEmpty();
    }

    @Test
    void aFaultIsAnsweredAndLogged() throws IOException {
        list("[mail]\nbin/nothere\n");
        assertThat(session().run(Phase.MAIL, session)).isEqualTo(Decision.REFUSED);
        assertThat(session.said()).isEqualTo("451 qmail-spp failure: bin/nothere: can't execute (#4.3.0)");
        assertThat(log).singleElement().asString().startsWith("qmail-spp: bin/nothere: ");
    }

    @Test
    void underTcpserverFaultsThatQmailSppKnowsAreNotLogged() throws IOException {
        list("[mail]\nbin/nothere\n[data]\n+:echo hello\n");
        HostPlugins command = host(false);
        Plugins here = command.open(session.environment);
        here.run(Phase.MAIL, session);
        assertThat(log).isEmpty();
        assertThat(here.run(Phase.DATA, session)).isEqualTo(Decision.REFUSED);
        assertThat(session.replies.getLast())
                .isEqualTo("451 qmail-spp failure: +:echo hello: speaks another protocol (#4.3.0)");
        assertThat(log).hasSize(1);
        command.close();
    }

    @Test
    void aPlugInThatRefusesAndThenFailsSaysBothAsItAlwaysDid() throws IOException {
        list("[mail]\n:echo 'E550 no'; exit 120\n");
        assertThat(session().run(Phase.MAIL, session)).isEqualTo(Decision.REFUSED);
        assertThat(session.said())
                .isEqualTo("550 no|451 qmail-spp failure: :echo 'E550 no'; exit 120: can't execute (#4.3.0)");
    }

    @Test
    void aDecisionStandsWhenTheTimeOfThePlugInIsOver() throws IOException {
        Files.writeString(home.resolve("control/timeoutspp"), "1\n");
        list("[mail]\n:echo 'E550 no'; sleep 1000\n[rcpt]\n:sleep 1000\n[data]\n:echo R421; kill -9 $$\n");
        Plugins here = session();
        assertThat(here.run(Phase.MAIL, session)).isEqualTo(Decision.REFUSED);
        assertThat(session.said()).isEqualTo("550 no");
        assertThat(here.run(Phase.RCPT, session)).isEqualTo(Decision.REFUSED);
        assertThat(session.said()).isEqualTo("451 qmail-spp failure: :sleep 1000: timed out (#4.3.0)");
        assertThat(here.run(Phase.DATA, session)).isEqualTo(Decision.CLOSE);
        assertThat(session.said()).isEqualTo("421");
        assertThat(log).hasSize(3);
    }

    @Test
    void variablesOfTheServerLieBelowThoseOfTheSessionAndCanBeTakenAway() throws IOException {
        list("[mail]\n:echo \"P$ZONE $XV\"; echo UZONE; echo SXV=1; echo SPATH=/bin:/usr/bin\n");
        Plugins here = session();
        here.run(Phase.MAIL, session);
        here.run(Phase.MAIL, session);
        assertThat(session.said()).isEqualTo("here | 1");
        session().run(Phase.MAIL, session);
        assertThat(session.said()).isEqualTo("here 1");
        assertThat(session.environment).containsEntry("PATH", "/bin:/usr/bin");
    }

    @Test
    void aPlugInThatStaysServesManySessionsUntilTheListChanges() throws IOException {
        String loop = ":echo 'qmail-spp 1'; while read -r w id p; do while read -r v && [ \"$v\" ]; do :; done;"
                + " echo P$$; echo end $id; done; echo bye >bye\n";
        list("[mail]\n+" + loop + "[data]\n+" + loop);
        session().run(Phase.MAIL, session);
        session().run(Phase.DATA, session);
        assertThat(session.replies).hasSize(2);
        assertThat(session.replies.getFirst()).isEqualTo(session.replies.getLast());
        list("[mail]\n");
        now += Duration.ofSeconds(1).toNanos();
        session();
        org.awaitility.Awaitility.await().until(() -> Files.exists(home.resolve("bye")));
    }
}
