package eqmail.cli;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.delivery.Replaceable;
import eqmail.dns.DnsResolver;
import eqmail.dns.ResolvConf;
import eqmail.dns.Resolver;
import eqmail.local.GetPwProgram;
import eqmail.log.LogStream;
import eqmail.spp.StockPlugin;
import eqmail.spp.stock.Aside;
import eqmail.spp.stock.StockPlugins;
import eqmail.spp.stock.Surroundings;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** {@code spp-NAME}: a stock plug-in as a program, for any server with qmail-spp. */
final class SppCommand implements Program {
    private final String name;

    SppCommand(String name) {
        this.name = name;
    }

    @Override
    public int run(Invocation in) throws IOException, InterruptedException {
        StockPlugin plugin =
                Objects.requireNonNull(StockPlugins.all(surroundings(in)).get(name));
        try {
            List<String> lines = plugin.answer(in.env());
            StringBuilder out = new StringBuilder();
            lines.forEach(line -> out.append(line).append('\n'));
            in.stdout().write(Latin1.bytes(out.toString()));
            return 0;
        } catch (IOException trouble) {
            new LogStream(in.stderr()).line(StockPlugin.COMMAND_PREFIX + name + ": fatal: " + trouble.getMessage());
            return StockPlugin.CANNOT_DECIDE;
        }
    }

    static Resolver resolver() {
        return new DnsResolver(() -> ResolvConf.read(ResolvConf.SYSTEM), DnsResolver.DEFAULT_LIMIT);
    }

    /** What plug-ins of this command's home need. */
    static Surroundings surroundings(Invocation in) {
        Replaceable programs = new Replaceable(in.home(), in.image());
        return Surroundings.real(
                new Control(in.home()),
                resolver(),
                GetPwProgram.ofHome(in.home(), programs, in.env()),
                Aside.here(),
                new LogStream(in.stderr()));
    }
}
