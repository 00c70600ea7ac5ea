package eqmail.spp.stock;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.ControlException;
import eqmail.dns.Answer;
import eqmail.spp.StockPlugin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import testkit.Fuzz;

/** Clients and settings of any bytes. */
@Timeout(600)
class StockFuzzTest {
    private static final String[] ADDRESSES = {
        "joe@example.org", "", "a@b@c.example", "nobody@example.org", "x@[192.0.2.1]"
    };
    private static final String[] NAMES = {"client.example", "[192.0.2.1]", "[IPv6:2001:db8::1]", "mx.example.org", ""};
    private static final String[] IPS = {"192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"};
    private static final String[] SETTINGS = {
        "delay 5\nrecipients 1\ntarpit 1\nallow 10.0.0.0/8\n",
        "delay 300\nwindow 4000\nkeep 1\nallowafter 1\nipv4 24\nipv6 64\n",
        "address 1 60\nlogin 2 3600\nallow ::/0\n",
        "list refuse bl.example 127.0.0.2,127.0.0.4-9 see {ip}\nlist pass wl.example 127.0.0.1\n",
        "fail defer\nsoftfail refuse\ntemperror defer\npermerror refuse\nhelo off\nheader off\nexplain off\n",
        "syntax off\nown on\nname x.example\nfqdn on\ndns on\n",
        "free 1\ndelay 1\nclose 3\n",
        "domain x.example\n"
    };
    /** What a server understands (network.md 5.4), safe to be sent. */
    private static final String LINE = "[ER][2-5][0-9][0-9] [ -~]{1,496}|H[\t -~]{0,997}|S[A-Z]+=[0-9]+";

    @TempDir
    private Path home;

    @Test
    void everySettingIsReadOrNamedAsAFault() throws Exception {
        Counter counter = new Counter(home);
        Fuzz.rounds(300, random -> {
            String name =
                    StockPlugins.names().get(random.nextInt(StockPlugins.names().size()));
            Path file = home.resolve("control/spp" + name);
            Files.writeString(file, Fuzz.bent(random, SETTINGS), StandardCharsets.ISO_8859_1);
            try {
                StockPlugins.readSettings(name, counter.surroundings());
            } catch (ControlException fault) {
                assertThat(fault).hasMessageStartingWith("control/spp" + name + ": ");
            }
        });
    }

    @Test
    void everyAnswerIsOneThatAServerUnderstands() throws Exception {
        new Counter(home)
                .lay("locals", "example.org\n")
                .lay("sppdnsbl", SETTINGS[3])
                .lay("sppspf", SETTINGS[4]);
        String alias = Files.createDirectory(home.resolve("alias")).toString();
        Fuzz.rounds(300, random -> {
            Counter counter = new Counter(home)
                    .says(
                            "TCPREMOTEIP=" + Fuzz.bent(random, IPS),
                            "SMTPHELOHOST=" + Fuzz.bent(random, NAMES),
                            "SMTPMAILFROM=" + Fuzz.bent(random, ADDRESSES),
                            "SMTPRCPTTO=" + Fuzz.bent(random, ADDRESSES).replace("\0", ""),
                            "SMTPRCPTCOUNTALL=" + Fuzz.bent(random, "5"),
                            "SPPBADRCPTS=" + Fuzz.bent(random, "2"))
                    .after(Duration.ofSeconds(random.nextInt(1000)));
            counter.passwd.with("alias", 200, alias, 200);
            String record = Fuzz.bent(random, "v=spf1 -all exp=%{o}");
            counter.dns.answer("c.example TXT", new Answer.Found<>(List.of(record), 1));
            for (StockPlugin plugin : StockPlugins.all(counter.surroundings()).values()) {
                assertThat(counter.ask(plugin)).allMatch(line -> line.matches(LINE), "is understood");
            }
        });
    }
}
