package eqmail.spp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A session as plug-ins see it. */
final class FakeSession implements Plugins.Exchange {
    final Map<String, String> environment =
            new LinkedHashMap<>(Map.of("PATH", "/usr/bin:/bin", "TCPREMOTEIP", "192.0.2.7"));
    final List<String> replies = new ArrayList<>();
    String address = "a@b";

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public void reply(String line) {
        replies.add(line);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void replaceAddress(String changed) {
        address = changed;
    }

    /** The replies so far, which are forgotten. */
    String said() {
        String all = String.join("|", replies);
        replies.clear();
        return all;
    }
}
