package eqmail.doctor;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The domains that control files name, as far as they can be asked for: whole names with a dot, in lower case. */
final class OurDomains {
    /** A provider with thousands of domains has tools of its own. */
    private static final int MOST = 20;

    private final Control control;

    OurDomains(Control control) {
        this.control = control;
    }

    /** Those that mail is taken for. */
    List<String> receiving() throws ControlException {
        List<String> names = new ArrayList<>(delivered());
        names.addAll(control.listOrMe("control/rcpthosts").orElse(List.of()));
        return known(names);
    }

    /** Those that people here write as: not the ones that are only passed on. */
    List<String> sending() throws ControlException {
        List<String> names = new ArrayList<>(delivered());
        names.add(HostName.me(control));
        return known(names);
    }

    /** Those whose mail is delivered here. */
    List<String> delivered() throws ControlException {
        List<String> names = new ArrayList<>(control.listOrMe("control/locals").orElse(List.of()));
        for (String line : control.list("control/virtualdomains").orElse(List.of())) {
            int colon = line.indexOf(':');
            if (colon > 0 && colon + 1 < line.length() && line.lastIndexOf('@', colon) < 0) {
                names.add(line.substring(0, colon));
            }
        }
        return known(names);
    }

    private static List<String> known(List<String> names) {
        Set<String> known = new TreeSet<>();
        names.stream()
                .map(Latin1::lower)
                .filter(name -> name.indexOf('.') > 0 && !name.startsWith("["))
                .forEach(known::add);
        return known.stream().limit(MOST).toList();
    }
}
