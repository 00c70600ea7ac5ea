package eqmail.doctor;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.log.Log;
import eqmail.rules.Client;
import eqmail.rules.RuleFiles;
import eqmail.rules.Rules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who may send to anybody through this host: spammers look for those who let everybody. */
public final class OpenRelay implements Check {
    private static final String VARIABLE = "RELAYCLIENT";

    /** Strangers from all over the address space; a rule that fits two of them fits nearly everybody. */
    private static final List<String> STRANGERS =
            List.of("9.9.9.9", "77.88.8.8", "144.202.3.4", "203.0.113.7", "2001:db8::7", "2a00:1450::7");

    private final Control control;
    private final List<Listening.Place> places;

    /** For the rules that {@code places} follow. */
    public OpenRelay(Control control, List<Listening.Place> places) {
        this.control = control;
        this.places = List.copyOf(places);
    }

    @Override
    public String subject() {
        return "open relay";
    }

    @Override
    public List<Finding> look() throws IOException {
        List<Finding> findings = new ArrayList<>();
        rcptHosts().ifPresent(findings::add);
        for (Listening.Place place : places) {
            if (!place.isPrivate()) {
                of(place).ifPresent(findings::add);
            }
        }
        return findings.isEmpty() ? List.of(Finding.ok("strangers may send to our domains only")) : findings;
    }

    private Optional<Finding> rcptHosts() throws ControlException {
        Optional<List<String>> hosts = control.list("control/rcpthosts");
        if (hosts.isPresent()) {
            return Optional.empty();
        }
        boolean outside = places.stream().anyMatch(place -> !place.isPrivate());
        String what = "control/rcpthosts is missing, so mail for every domain is taken";
        String mend = "cp control/locals control/rcpthosts, or put your domains into it";
        return Optional.of(outside || places.isEmpty() ? Finding.fail(what, mend) : Finding.warn(what, mend));
    }

    private Optional<Finding> of(Listening.Place place) throws IOException {
        if (place.environment().containsKey(VARIABLE)) {
            return Optional.of(Finding.fail(
                    place.text() + " has " + VARIABLE + " for everybody",
                    "take it off that line of control/listeners"));
        }
        Rules rules = RuleFiles.open(control.home().resolve(place.rules()), Log.none())
                .current();
        List<String> allowed = new ArrayList<>();
        for (String stranger : STRANGERS) {
            if (relays(rules, stranger)) {
                allowed.add(stranger);
            }
        }
        if (allowed.size() < 2) {
            return Optional.empty();
        }
        return Optional.of(Finding.fail(
                place.rules() + " lets strangers send to anybody, for instance " + String.join(", ", allowed),
                "give " + VARIABLE + " to your own networks only"));
    }

    private static boolean relays(Rules rules, String address) throws IOException {
        return rules.find(new Client(address, null, null))
                .filter(found -> !found.rule().deny())
                .filter(found -> found.rule().settings().stream().anyMatch(s -> s.startsWith(VARIABLE + "=")))
                .isPresent();
    }
}
