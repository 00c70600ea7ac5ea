package eqmail.spp.stock;

import eqmail.control.Control;
import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import eqmail.fs.RealFolder;
import eqmail.spp.StockPlugin;
import eqmail.users.FakePasswd;
import eqmail.users.Users;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** A host without time of its own, and a client before it: what tests of stock plug-ins need. */
final class Counter {
    final Path home;
    final FakeResolver dns = new FakeResolver();
    final FakePasswd passwd = new FakePasswd();
    final List<String> log = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();
    Aside aside = Aside.here();
    final Map<String, String> client = new HashMap<>();
    Instant now = Instant.ofEpochSecond(1_700_000_000);
    final AtomicLong nanos = new AtomicLong();

    Counter(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("control"));
        Files.createDirectories(home.resolve("spool"));
        lay("me", "mx.example.org\n");
        client.put("TCPREMOTEIP", "192.0.2.1");
        client.put("TCPLOCALIP", "198.51.100.25");
    }

    /** Writes a control file and lets its change be seen. */
    Counter lay(String file, String text) throws IOException {
        Files.writeString(home.resolve("control").resolve(file), text);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        return this;
    }

    /** Sets variables of the client's session, as {@code NAME=value}. */
    Counter says(String... variables) {
        for (String variable : variables) {
            String[] parts = variable.split("=", 2);
            client.put(parts[0], parts[1]);
        }
        return this;
    }

    /** Lets time pass. */
    Counter after(Duration time) {
        now = now.plus(time);
        nanos.addAndGet(time.toNanos());
        return this;
    }

    Counter lists(String name, String... addresses) {
        List<InetAddress> found =
                Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
        dns.answer(name + " A", new Answer.Found<>(found, 60));
        return this;
    }

    StockPlugin plugin(String name) throws IOException {
        return Objects.requireNonNull(StockPlugins.all(surroundings()).get(name));
    }

    Surroundings surroundings() throws IOException {
        return new Surroundings(
                new Control(home),
                dns,
                new Users(home, Users.passwdRule(home, passwd))::find,
                RealFolder::open,
                () -> now,
                nanos::get,
                pauses::add,
                aside,
                bytes -> Arrays.fill(bytes, (byte) 7),
                log::add);
    }

    /** One event. */
    List<String> ask(StockPlugin plugin) throws IOException, InterruptedException {
        return plugin.answer(Map.copyOf(client));
    }

    /** One event, with a line expected at most. */
    String line(StockPlugin plugin) throws IOException, InterruptedException {
        return String.join("\n", ask(plugin));
    }
}
