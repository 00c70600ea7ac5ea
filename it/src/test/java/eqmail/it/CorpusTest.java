package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;

/** What others keep in their tests goes in by SMTP, over sessions side by side, and lies in the Maildir byte for byte. */
class CorpusTest {
    private static final int SESSIONS = 6;
    private static final int LEAST = 500;
    private static final Pattern NOT_MAIL = Pattern.compile("ORIGIN|NOTICE|README\\.md|\\.gitattributes|LICENSE.*");
    private static final Pattern ENVELOPE =
            Pattern.compile("Return-Path: <(\\d+)@corpus\\.test>\nDelivered-To: me@eqmail\\.test\n");

    @Test
    void carriesForeignMessagesByteForByte() throws Exception {
        List<Path> files = corpus();
        assertThat(files).hasSizeGreaterThanOrEqualTo(LEAST);
        try (TrialServer server = TrialServer.start(Map.of())) {
            sendAll(server, files);
            Map<Integer, String> arrived = arrived(server.awaitMessages("me", files.size()));
            Map<Path, String> wrong = new TreeMap<>();
            for (int i = 0; i < files.size(); i++) {
                String text = arrived.getOrDefault(i, "");
                String fault = fault(text, message(files.get(i)));
                if (!fault.isEmpty()) {
                    wrong.put(files.get(i), fault);
                }
            }
            assertThat(wrong).isEmpty();
            assertThat(arrived).hasSameSizeAs(files);
        }
    }

    private static List<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.walk(Desk.file("it/corpus"))) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> !NOT_MAIL.matcher(f.getFileName().toString()).matches())
                    .filter(f -> !f.getParent().endsWith("LICENSES"))
                    .sorted()
                    .toList();
        }
    }

    /** The message as SMTP can carry it: every kind of line end is one, and the last line has one. */
    private static String message(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).replaceAll("\r\n?", "\n");
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    /** Deals the files out to the sessions. */
    private static void sendAll(TrialServer server, List<Path> files) throws Exception {
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> sent = new ArrayList<>();
            for (int session = 0; session < SESSIONS; session++) {
                int first = session;
                sent.add(sessions.submit(() -> {
                    try (SmtpClient client = server.client()) {
                        for (int i = first; i < files.size(); i += SESSIONS) {
                            send(client, i, message(files.get(i)));
                        }
                        return client.expect("221", "QUIT");
                    }
                }));
            }
            for (Future<?> each : sent) {
                each.get(1, TimeUnit.MINUTES);
            }
        }
    }

    private static void send(SmtpClient client, int number, String message) throws IOException {
        client.send("MAIL FROM:<" + number + "@corpus.test>\r\nRCPT TO:<me@eqmail.test>\r\nDATA\r\n");
        assertThat(List.of(client.reply().substring(0, 3), client.reply().substring(0, 3), client.reply()))
                .startsWith("250", "250")
                .last()
                .asString()
                .startsWith("354");
        String stuffed = message.startsWith(".") ? "." + message : message;
        client.send(stuffed.replace("\n.", "\n..").replace("\n", "\r\n"));
        assertThat(client.ask(".")).startsWith("250");
    }

    /** By number; a message that came twice, or is none of these, is there under another. */
    private static Map<Integer, String> arrived(List<String> texts) {
        Map<Integer, String> arrived = new HashMap<>();
        for (String text : texts) {
            Matcher envelope = ENVELOPE.matcher(text);
            int number = envelope.lookingAt() ? Integer.parseInt(envelope.group(1)) : -1;
            arrived.merge(arrived.containsKey(number) ? -1 - arrived.size() : number, text, (a, b) -> a);
        }
        return arrived;
    }

    /** What is wrong with {@code text}, which is to be some trace lines and then {@code message}; empty if nothing is. */
    private static String fault(String text, String message) {
        if (!text.endsWith(message)) {
            return text.isEmpty() ? "lost" : "changed";
        }
        String added = text.substring(0, text.length() - message.length());
        String[] lines = added.split("\n(?![ \t])");
        boolean traces = lines.length == 4
                && lines[2].startsWith("Received: (qmail ")
                && lines[3].startsWith("Received: from unknown (HELO client.test) (127.0.0.1)\n  by eqmail.test with ");
        return traces && added.endsWith("\n") ? "" : "added: " + added;
    }
}
