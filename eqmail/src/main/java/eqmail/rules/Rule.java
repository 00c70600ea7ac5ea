package eqmail.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a rule says: drop the connection, or serve it with these variables.
 *
 * @param deny true to drop
 * @param settings {@code VAR=value} each, in the order of the rule
 */
public record Rule(boolean deny, List<String> settings) {
    /** The rule of a client that no rule names. */
    public static final Rule ALLOW = new Rule(false, List.of());

    /** Copies the settings. */
    public Rule {
        settings = List.copyOf(settings);
    }

    /** Sets the variables. One without {@code =} in a foreign cdb is passed over, as tcpserver does. */
    public void applyTo(Map<String, String> environment) {
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals >= 0) {
                environment.put(setting.substring(0, equals), setting.substring(equals + 1));
            }
        }
    }

    /** The data of this rule in a cdb: {@code D} NUL for deny, {@code +VAR=value} NUL per variable. */
    public String toData() {
        StringBuilder data = new StringBuilder();
        if (deny) {
            data.append("D\0");
        }
        settings.forEach(setting -> data.append('+').append(setting).append('\0'));
        return data.toString();
    }

    /** Reads {@link #toData}; parts of an unknown kind, or without their NUL, are passed over. */
    public static Rule ofData(String data) {
        boolean deny = false;
        List<String> settings = new ArrayList<>();
        int from = 0;
        for (int nul = data.indexOf('\0'); nul >= 0; nul = data.indexOf('\0', from)) {
            if (data.charAt(from) == 'D') {
                deny = true;
            } else if (data.charAt(from) == '+') {
                settings.add(data.substring(from + 1, nul));
            }
            from = nul + 1;
        }
        return new Rule(deny, settings);
    }
}
