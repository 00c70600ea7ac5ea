package eqmail.bench;

import eqmail.delivery.Replaceable;
import eqmail.log.Log;
import eqmail.spp.HostPlugins;
import eqmail.spp.PluginHost;
import eqmail.spp.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events a second that a plug-in at RCPT takes: as a program for each event, as a program that stays, in process. All do
 * the same: look at the recipient, refuse one of them, say nothing to the others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PluginAsk {
    private static final int EVENTS = 512;

    private static final Map<String, String> SESSION = Map.ofEntries(
            Map.entry("PROTO", "TCP"),
            Map.entry("TCPLOCALIP", "192.0.2.1"),
            Map.entry("TCPLOCALPORT", "25"),
            Map.entry("TCPLOCALHOST", "mail.example.org"),
            Map.entry("TCPREMOTEIP", "198.51.100.7"),
            Map.entry("TCPREMOTEPORT", "40000"),
            Map.entry("TCPREMOTEHOST", "client.example.net"),
            Map.entry("SMTPHELOHOST", "client.example.net"),
            Map.entry("SMTPMAILFROM", "sender@client.example"),
            Map.entry("SMTPRCPTTO", "user@example.org"),
            Map.entry("SMTPRCPTCOUNT", "0"),
            Map.entry("SMTPRCPTCOUNTALL", "1"),
            Map.entry("SMTPRCPTHOSTSOK", "1"));

    private static final String SHELL =
            "#!/bin/sh\ncase $SMTPRCPTTO in nobody@*) echo 'E550 nobody is here (#5.1.1)';; esac\n";

    private static final String PERL =
            "#!/usr/bin/perl\nprint \"E550 nobody is here (#5.1.1)\\n\" if $ENV{SMTPRCPTTO} =~ /^nobody\\@/;\n";

    private static final String PERL_THAT_STAYS = """
        #!/usr/bin/perl
        $| = 1;
        print "qmail-spp 1\\n";
        while (defined(my $event = <STDIN>)) {
          my $id = (split ' ', $event)[1];
          my %env;
          while (chomp(my $line = <STDIN> // '')) {
            last if $line eq '';
            my ($name, $value) = split /=/, $line, 2;
            $env{$name} = $value;
          }
          print "E550 nobody is here (#5.1.1)\\n" if $env{SMTPRCPTTO} =~ /^nobody\\@/;
          print "end $id\\n";
        }
        """;

    /** How the plug-in runs. */
    @Param({"shell", "perl", "+perl", "inprocess"})
    public String kind = "";

    /** Sessions at a time. */
    @Param({"1", "8"})
    public int sessions;

    private Path home = Path.of("");
    private HostPlugins plugins = host(Path.of(""));

    /** Lays a home with the plug-in. */
    @Setup
    public void lay() throws IOException {
        home = Files.createTempDirectory("plugin-ask");
        Files.createDirectory(home.resolve("control"));
        script("shell", SHELL);
        script("perl", PERL);
        script("stays", PERL_THAT_STAYS);
        String line = switch (kind) {
            case "+perl" -> "+./stays";
            case "inprocess" -> "bin/spp-bench";
            default -> "./" + kind;
        };
        Files.writeString(home.resolve("control/smtpplugins"), "[rcpt]\n" + line + "\n");
        plugins = host(home);
    }

    private void script(String name, String text) throws IOException {
        Files.writeString(home.resolve(name), text);
        if (!home.resolve(name).toFile().setExecutable(true)) {
            throw new IOException(name + " cannot be made executable");
        }
    }

    private static HostPlugins host(Path home) {
        PluginHost host = new PluginHost(
                home,
                Map.of("PATH", "/usr/bin:/bin"),
                Map.of(
                        "bench",
                        environment ->
                                environment.getOrDefault("SMTPRCPTTO", "").startsWith("nobody@")
                                        ? List.of("E550 nobody is here (#5.1.1)")
                                        : List.of()),
                new Replaceable(home, home),
                Log.none(),
                true);
        return new HostPlugins(host, System::nanoTime);
    }

    /** Ends what stays. */
    @TearDown
    public void end() throws IOException {
        plugins.close();
        for (String name : List.of("control/smtpplugins", "control", "shell", "perl", "stays", "")) {
            Files.delete(home.resolve(name));
        }
    }

    /** Each session asks in a virtual thread, as in the server. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void ask() throws Exception {
        Callable<Integer> session = this::session;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(Collections.nCopies(sessions, session))) {
                each.get();
            }
        }
    }

    private int session() throws IOException {
        Answered answered = new Answered(new HashMap<>(SESSION));
        Plugins mine = plugins.open(answered.environment());
        for (int i = EVENTS / sessions; i > 0; i--) {
            if (mine.run(Plugins.Phase.RCPT, answered) != Plugins.Decision.PROCEED) {
                throw new IllegalStateException("refused");
            }
        }
        return EVENTS;
    }

    private record Answered(Map<String, String> environment) implements Plugins.Exchange {
        @Override
        public void reply(String line) {
            throw new IllegalStateException(line);
        }

        @Override
        public String address() {
            return "user@example.org";
        }

        @Override
        public void replaceAddress(String address) {
            throw new IllegalStateException(address);
        }
    }
}
