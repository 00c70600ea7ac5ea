package eqmail.cli;

import eqmail.control.Control;
import eqmail.control.ControlCheck;
import eqmail.control.ControlException;
import eqmail.log.Log;
import eqmail.remote.RemoteSettings;
import eqmail.rules.RuleFiles;
import eqmail.send.SendControls;
import eqmail.smtpd.SmtpdControls;
import eqmail.spp.stock.Aside;
import eqmail.spp.stock.StockPlugins;
import eqmail.spp.stock.Surroundings;
import eqmail.tcpserver.ListenLine;
import eqmail.tcpserver.ListenersFile;
import eqmail.tls.TlsFiles;
import eqmail.users.AssignFile;
import eqmail.users.LookupException;
import eqmail.users.Users;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Every room that has control files of its own; who checks a configuration asks them all. */
final class ControlOwners {
    private ControlOwners() {}

    static List<ControlCheck.Owner> all() {
        List<ControlCheck.Owner> owners = new ArrayList<>(List.of(
                SmtpdControls::load,
                SendControls::load,
                RemoteSettings::load,
                ControlOwners::listeners,
                TlsFiles::read,
                AssignFile::read));
        StockPlugins.names().forEach(name -> owners.add(control -> plugin(name, control)));
        return owners;
    }

    /** The listeners, and the rules that each of them names. */
    private static void listeners(Control control) throws IOException {
        for (ListenLine line : ListenersFile.read(control)) {
            try {
                RuleFiles.open(control.home().resolve(line.rules()), Log.none());
            } catch (IOException e) {
                throw new ControlException(line.rules(), fault(control, line, e), e);
            }
        }
    }

    /** Settings of a stock plug-in; nothing else of the host is asked for. */
    private static void plugin(String name, Control control) throws ControlException {
        Users.Accounts nobody = local -> {
            throw new LookupException(LookupException.SYSTEM, "not asked");
        };
        StockPlugins.readSettings(
                name, Surroundings.real(control, SppCommand.resolver(), nobody, Aside.here(), Log.none()));
    }

    /** The message without the path that it begins with. */
    private static String fault(Control control, ListenLine line, IOException e) {
        String path = control.home().resolve(line.rules()) + ": ";
        String message = String.valueOf(e.getMessage());
        return message.startsWith(path) ? message.substring(path.length()) : message;
    }
}
