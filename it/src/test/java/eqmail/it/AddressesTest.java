package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Addresses that others collected to tell validators apart, as sender and as recipient. */
class AddressesTest {
    private static final String OURS = "eqmail.test";
    /** Categories whose local parts RFC 5321 allows. */
    private static final Set<String> VALID = Set.of("ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321");

    /** What an address may not do, whatever it is: end the session, confuse the replies, get mail out of here. */
    @Test
    void strangeAddressesHarmNothingAndValidLocalPartsAreTaken() throws Exception {
        List<String> faults = new ArrayList<>();
        try (TrialServer server = TrialServer.start(Map.of("tcprules", ":allow\n"));
                SmtpClient client = server.client()) {
            for (JsonNode each : addresses()) {
                String address = onOneLine(each.get("in").get("address").asString());
                // A command ends at a NUL, as it does in eQmail: what it asks for then is a local address.
                int at = address.split("\0", 2)[0].lastIndexOf('@');
                client.expect("250", "RSET");
                assertThat(client.ask("MAIL FROM:<" + address + ">")).matches("[25]\\d\\d .*");
                if (rcpt(client, address) && at > 0) {
                    faults.add("relayed " + address);
                }
                boolean valid = VALID.contains(each.get("want").get(0).asString());
                if (valid && !rcpt(client, address.substring(0, at + 1) + OURS)) {
                    faults.add("refused the local part of " + address);
                }
            }
            client.expect("221", "QUIT");
            assertThat(faults).isEmpty();
        }
    }

    private static boolean rcpt(SmtpClient client, String address) throws IOException {
        client.expect("250", "RSET");
        client.expect("250", "MAIL FROM:<a@client.test>");
        String reply = client.ask("RCPT TO:<" + address + ">");
        assertThat(reply).as(address).matches("[25]\\d\\d .*");
        return reply.startsWith("250");
    }

    private static List<JsonNode> addresses() throws IOException {
        JsonMapper json = new JsonMapper();
        return Files.readAllLines(Desk.file("it/corpus/isemail/addresses.jsonl")).stream()
                .map(json::readTree)
                .toList();
    }

    /** The address as bytes that a command line can hold. */
    private static String onOneLine(String address) {
        byte[] bytes = address.replaceAll("\r\n|\r|\n", " ").getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
