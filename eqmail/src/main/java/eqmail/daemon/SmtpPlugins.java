package eqmail.daemon;

import eqmail.dns.Resolver;
import eqmail.local.GetPwProgram;
import eqmail.spp.HostPlugins;
import eqmail.spp.PluginHost;
import eqmail.spp.StockPlugin;
import eqmail.spp.stock.Aside;
import eqmail.spp.stock.StockPlugins;
import eqmail.spp.stock.Surroundings;
import eqmail.users.Users;
import java.util.Map;

/** Plug-ins for the SMTP sessions of the server, its own among them. */
final class SmtpPlugins {
    private SmtpPlugins() {}

    static HostPlugins of(Host host, Resolver resolver) {
        Users.Accounts users = GetPwProgram.ofHome(host.home(), host.programs(), host.environment());
        Map<String, StockPlugin> stock =
                StockPlugins.all(Surroundings.real(host.control(), resolver, users, Aside.inThreads(), host.log()));
        return new HostPlugins(
                new PluginHost(host.home(), host.environment(), stock, host.programs(), host.log(), true),
                System::nanoTime);
    }
}
