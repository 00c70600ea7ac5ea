package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.spp.Plugins;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where plug-ins are asked and what their decisions do (network.md 5.5 and 5.6). */
class PluginDoorTest {
    private static final String REFUSED = "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)\r\n";
    private static final String BARRED = "553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)\r\n";

    private final Rig rig = new Rig();
    private final Scripted plugins = new Scripted();

    PluginDoorTest() {
        rig.plugins = plugins;
    }

    /** What a phase does with the session. */
    @FunctionalInterface
    private interface Act {
        Plugins.Decision on(Plugins.Exchange exchange) throws IOException;
    }

    private static final class Scripted implements Plugins {
        private final Map<Phase, Act> acts = new EnumMap<>(Phase.class);
        private final List<String> calls = new ArrayList<>();
        private final Map<Phase, String> kept = new EnumMap<>(Phase.class);
        private String headers = "";
        private int forgotten;

        @Override
        public boolean active() {
            return true;
        }

        @Override
        public boolean answerKept(Phase phase, Exchange exchange) throws IOException {
            if (kept.containsKey(phase)) {
                exchange.reply(kept.get(phase));
            }
            return kept.containsKey(phase);
        }

        @Override
        public Decision run(Phase phase, Exchange exchange) throws IOException {
            calls.add(phase + " " + exchange.address());
            Act act = acts.get(phase);
            return act == null ? Decision.PROCEED : act.on(exchange);
        }

        @Override
        public String headers() {
            return headers;
        }

        @Override
        public void forget() {
            headers = "";
            forgotten++;
        }

        @Override
        public void reset() {
            forget();
        }
    }

    private void refuse(Plugins.Phase phase, String text) {
        plugins.acts.put(phase, exchange -> {
            exchange.reply(text);
            return Plugins.Decision.REFUSED;
        });
    }

    @Test
    void asksAtEachPhaseInOrder() {
        rig.say("HELO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\nx\r\n.\r\n");
        assertThat(plugins.calls).containsExactly("CONNECTION ", "HELO ", "MAIL a@b", "RCPT user@example.org", "DATA ");
    }

    @Test
    void theTextOfARefusalTakesThePlaceOfTheGreetingAndTheSessionGoesOn() {
        refuse(Plugins.Phase.CONNECTION, "554 no");
        ScriptedPeer peer = new ScriptedPeer("QUIT\r\n");
        assertThat(rig.run(peer)).isEqualTo(Session.DONE);
        assertThat(peer.transcript()).isEqualTo("554 no\r\n" + Rig.BYE);
    }

    @Test
    void aPluginMayCloseAtAnyPhase() {
        for (Plugins.Phase phase : List.of(
                Plugins.Phase.CONNECTION,
                Plugins.Phase.HELO,
                Plugins.Phase.MAIL,
                Plugins.Phase.RCPT,
                Plugins.Phase.DATA)) {
            plugins.acts.clear();
            plugins.acts.put(phase, exchange -> {
                exchange.reply("554 bye");
                return Plugins.Decision.CLOSE;
            });
            ScriptedPeer peer = new ScriptedPeer(String.join("", Rig.OPENING) + "x\r\n.\r\nNOOP\r\n");
            assertThat(rig.run(peer)).as(phase.name()).isEqualTo(Session.DONE);
            assertThat(peer.transcript()).endsWith("554 bye\r\n");
        }
    }

    @Test
    void aRefusedHeloChangesNothing() {
        refuse(Plugins.Phase.HELO, "550 no");
        assertThat(rig.say("MAIL FROM:<a@b>\r\nHELO x\r\nRCPT TO:<user@example.org>\r\n"))
                .isEqualTo("250 ok\r\n550 no\r\n250 ok\r\n");
        assertThat(rig.log.getLast()).endsWith(" helo client.example.net");
    }

    @Test
    void aRefusedMailLeavesTheOpenTransactionAndTheRelayCheck() {
        plugins.acts.put(Plugins.Phase.MAIL, exchange -> {
            if (exchange.address().startsWith("bad")) {
                exchange.reply("550 no");
                return Plugins.Decision.REFUSED;
            }
            return Plugins.Decision.PROCEED;
        });
        assertThat(rig.say("MAIL FROM:<a@b>\r\nMAIL FROM:<bad@b>\r\nRCPT TO:<x@far.example>\r\n"))
                .isEqualTo("250 ok\r\n550 no\r\n" + REFUSED);
    }

    @Test
    void skippingTheCheckOfASenderConcernsBadmailfromOnly() {
        rig.badMailFrom = List.of("a@b");
        plugins.acts.put(Plugins.Phase.MAIL, exchange -> Plugins.Decision.SKIP_CHECK);
        assertThat(rig.say("MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nRCPT TO:<x@far.example>\r\n"))
                .isEqualTo("250 ok\r\n250 ok\r\n" + REFUSED);
    }

    @Test
    void theVerdictOnOneSenderIsNotThatOfTheNext() {
        rig.badMailFrom = List.of("spam@b");
        plugins.acts.put(
                Plugins.Phase.MAIL,
                exchange ->
                        exchange.address().equals("good@b") ? Plugins.Decision.SKIP_CHECK : Plugins.Decision.PROCEED);
        String rcpt = "RCPT TO:<user@example.org>\r\n";
        assertThat(rig.say("MAIL FROM:<spam@b>\r\n" + rcpt + "MAIL FROM:<good@b>\r\n" + rcpt))
                .isEqualTo("250 ok\r\n" + BARRED + "250 ok\r\n250 ok\r\n");
    }

    @Test
    void skippingTheCheckOfARecipientConcernsThatOneOnly() {
        plugins.acts.put(
                Plugins.Phase.RCPT,
                exchange ->
                        exchange.address().startsWith("ok") ? Plugins.Decision.SKIP_CHECK : Plugins.Decision.PROCEED);
        assertThat(rig.say("MAIL FROM:<a@b>\r\nRCPT TO:<ok@far.example>\r\nRCPT TO:<x@far.example>\r\n"))
                .isEqualTo("250 ok\r\n250 ok\r\n" + REFUSED);
    }

    @Test
    void aChangedRecipientIsNotTestedAgainAndGetsTheTextOfRelayclient() {
        rig.env.put("RELAYCLIENT", "@gw");
        plugins.acts.put(Plugins.Phase.RCPT, exchange -> {
            exchange.replaceAddress("c@d");
            return Plugins.Decision.PROCEED;
        });
        rig.say("MAIL FROM:<a@b>\r\nRCPT TO:<x@far.example>\r\nDATA\r\nx\r\n.\r\n");
        assertThat(rig.recording.messages().getFirst().envelope().recipients()).containsExactly("c@d@gw");
        assertThat(rig.env).containsEntry("SMTPRCPTTO", "c@d");
    }

    @Test
    void aChangedSenderIsTheSender() {
        rig.badMailFrom = List.of("c@d");
        plugins.acts.put(Plugins.Phase.MAIL, exchange -> {
            exchange.replaceAddress("c@d");
            return Plugins.Decision.PROCEED;
        });
        assertThat(rig.say("MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\n")).isEqualTo("250 ok\r\n" + BARRED);
        assertThat(rig.env).containsEntry("SMTPMAILFROM", "c@d");
    }

    @Test
    void recipientsAreNotAskedAboutWithoutMailOrForABarredSender() {
        rig.badMailFrom = List.of("a@b");
        rig.say("RCPT TO:<user@example.org>\r\nMAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nRCPT TO:<"
                + "x".repeat(1000) + ">\r\n");
        assertThat(plugins.calls).containsExactly("CONNECTION ", "MAIL a@b");
    }

    @Test
    void countersSpeakOfTheLastRecipientAskedFor() {
        List<String> seen = new ArrayList<>();
        plugins.acts.put(Plugins.Phase.RCPT, exchange -> {
            Map<String, String> env = exchange.environment();
            seen.add(env.get("SMTPRCPTCOUNT") + "/" + env.get("SMTPRCPTCOUNTALL") + "/" + env.get("SMTPRCPTHOSTSOK"));
            return Plugins.Decision.PROCEED;
        });
        rig.say(
                "MAIL FROM:<a@b>\r\n",
                "RCPT TO:<one@example.org>\r\n",
                "RCPT TO:<x@far.example>\r\n",
                "RCPT TO:<two@example.org>\r\n",
                "MAIL FROM:<a@b>\r\n",
                "RCPT TO:<three@example.org>\r\n");
        assertThat(seen).containsExactly("0/1/1", "1/2/0", "1/3/1", "0/1/1");
    }

    @Test
    void aRefusedDataLeavesTheTransactionOpen() {
        refuse(Plugins.Phase.DATA, "450 later");
        String begin = "MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\nRCPT TO:<two@example.org>\r\n";
        assertThat(rig.say(begin)).isEqualTo("250 ok\r\n250 ok\r\n450 later\r\n250 ok\r\n");
    }

    @Test
    void headersStandAfterReceivedInOneMessageOnly() {
        plugins.headers = "X-One: 1\n.X: 2\n";
        String send = "MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\nx\r\n.\r\n";
        rig.say(send + send + "RSET\r\n");
        assertThat(rig.recording.messages().get(0).text()).contains("+0000\nX-One: 1\n.X: 2\nx\n");
        assertThat(rig.recording.messages().get(1).text()).contains("+0000\nx\n");
        assertThat(plugins.forgotten).isEqualTo(3);
    }

    @Test
    void aKeptErrorRefusesItsCommandBeforePlugInsAreAskedAndCounted() {
        rig.say("MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\n");
        plugins.calls.clear();
        plugins.kept.put(Plugins.Phase.RCPT, "550 no more");
        plugins.kept.put(Plugins.Phase.DATA, "550 never");
        String once = "MAIL FROM:<a@b>\r\nRCPT TO:<two@example.org>\r\n";
        assertThat(rig.say(once)).isEqualTo("250 ok\r\n550 no more\r\n");
        assertThat(rig.env).containsEntry("SMTPRCPTTO", "user@example.org").containsEntry("SMTPRCPTCOUNTALL", "1");
        plugins.kept.remove(Plugins.Phase.RCPT);
        assertThat(rig.say(once + "DATA\r\nNOOP\r\n")).endsWith("550 never\r\n250 ok\r\n");
        plugins.kept.put(Plugins.Phase.MAIL, "550 not you");
        assertThat(rig.say("MAIL FROM:<c@d>\r\nRCPT TO:<user@example.org>\r\n"))
                .isEqualTo("550 not you\r\n503 MAIL first (#5.5.1)\r\n");
        assertThat(plugins.calls).doesNotContain("DATA ", "MAIL c@d");
        assertThat(rig.env).containsEntry("SMTPMAILFROM", "a@b");
    }

    @Test
    void plugInsThatAreOffGetNoVariables() {
        rig.plugins = Plugins.OFF;
        rig.say("HELO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\n");
        assertThat(rig.env).containsKey("SMTPHELOHOST").doesNotContainKeys("SMTPMAILFROM", "SMTPRCPTTO");
    }
}
