package eqmail.cli;

import eqmail.control.Control;
import eqmail.control.ControlCheck;
import eqmail.control.ControlException;
import eqmail.control.RcptHosts;
import eqmail.log.Log;
import eqmail.remote.RemoteSettings;
import eqmail.send.SendControls;
import eqmail.smtpd.SmtpdControls;
import eqmail.spp.stock.Aside;
import eqmail.spp.stock.StockPlugins;
import eqmail.spp.stock.Surroundings;
import eqmail.tcpserver.ListenersFile;
import eqmail.users.AssignFile;
import eqmail.users.LookupException;
import eqmail.users.Users;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every room that has control files of its own; who checks a configuration asks them all. */
final class ControlOwners {
    private ControlOwners() {}

    /** The check of {@code home}; programs without a slash are looked for as {@code environment} has it. */
    static ControlCheck check(Path home, Map<String, String> environment) {
        return new ControlCheck(home, all(), ControlInspectors.all(environment));
    }

    private static List<ControlCheck.Owner> all() {
        List<ControlCheck.Owner> owners = new ArrayList<>(List.of(
                SmtpdControls::load,
                SendControls::load,
                RemoteSettings::load,
                RcptHosts::check,
                ListenersFile::read,
                AssignFile::read));
        StockPlugins.names().forEach(name -> owners.add(control -> plugin(name, control)));
        return owners;
    }

    /** Settings of a stock plug-in; nothing else of the host is asked for. */
    private static void plugin(String name, Control control) throws ControlException {
        Users.Accounts nobody = local -> {
            throw new LookupException(LookupException.SYSTEM, "not asked");
        };
        StockPlugins.readSettings(
                name, Surroundings.real(control, SppCommand.resolver(), nobody, Aside.here(), Log.none()));
    }
}
