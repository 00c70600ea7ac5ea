package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.dns.FakeResolver;
import eqmail.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testkit.ScriptedSmtpServer.ClientGone;
import testkit.ScriptedSmtpServer.Handshake;
import testkit.ScriptedSmtpServer.Receive;
import testkit.ScriptedSmtpServer.Send;
import testkit.ScriptedSmtpServer.Step;

class StartTlsTest {
    private static final String HOST = "mx1.example.net";
    private static final String FILE = "control/tlshosts/mx1.example.net.pem";
    private static final String ADDRESS = "192.0.2.1";
    private static final String TAKEN = "r\0K192.0.2.1 accepted message.\nRemote host said: 250 taken\n\0";
    private static final TestAuthority AUTHORITY = new TestAuthority("A");
    private static final TestAuthority.Issued GOOD = AUTHORITY.host(HOST, "EC");
    private static final String EHLO = "EHLO me.example\r\n";

    private final LoopbackNetwork network = new LoopbackNetwork();
    private final List<String> log = new ArrayList<>();
    private String route = HOST;

    @TempDir
    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectories(home.resolve("control/tlshosts"));
        Files.createDirectories(home.resolve("control/notlshosts"));
    }

    @AfterEach
    void close() throws IOException {
        network.close();
    }

    private String deliver() throws InterruptedException {
        FakeResolver dns = new FakeResolver().address(HOST, ADDRESS).address("mx6.example.net", "2001:db8::1");
        Surroundings world = Worlds.with(dns, network, Timeouts.none(), Worlds.tls(home), log::add);
        return new RemoteDelivery(Worlds.settings(":" + route), world, Sessions.single())
                .deliver("example.net", "s@x.org", List.of("r@example.net"), new TextBody("hello\n"))
                .records();
    }

    private void demand(String pem) throws IOException {
        Files.write(home.resolve(FILE), Latin1.bytes(pem));
    }

    private static List<Step> mail() {
        return List.of(
                new Receive("MAIL FROM:<s@x.org>\r\n"),
                new Send("250 ok\r\n"),
                new Receive("RCPT TO:<r@example.net>\r\n"),
                new Send("250 ok\r\n"),
                new Receive("DATA\r\n"),
                new Send("354 go\r\n"),
                new Receive("hello\r\n.\r\n"),
                new Send("250 taken\r\n"),
                new Receive("QUIT\r\n"),
                new ClientGone());
    }

    private static List<Step> greeting(String offer) {
        return List.of(new Send("220 x\r\n"), new Receive(EHLO), new Send("250-x\r\n250 " + offer + "\r\n"));
    }

    /** STARTTLS, the answer to it, the handshake, and what follows. */
    private static List<Step> encrypted(TestAuthority.Issued own, String answer, List<Step> rest) {
        List<Step> script = new ArrayList<>(greeting("StartTLS"));
        script.add(new Receive("STARTTLS\r\n"));
        script.add(new Send(answer));
        script.add(new Handshake(TestAuthority.server(own)));
        script.addAll(rest);
        return script;
    }

    private static List<Step> encrypted(TestAuthority.Issued own) {
        List<Step> rest = new ArrayList<>(List.of(new Receive(EHLO), new Send("250 x\r\n")));
        rest.addAll(mail());
        return encrypted(own, "220 go\r\n", rest);
    }

    private static List<Step> refused(TestAuthority.Issued own) {
        return encrypted(own, "220 go\r\n", List.of(new Receive("QUIT\r\n"), new ClientGone()));
    }

    private static List<Step> clear(String offer) {
        List<Step> script = new ArrayList<>(greeting(offer));
        script.addAll(mail());
        return script;
    }

    private static List<Step> broken() {
        List<Step> script = new ArrayList<>(greeting("STARTTLS"));
        script.addAll(List.of(
                new Receive("STARTTLS\r\n"),
                new Send("220 go\r\n"),
                new Send("this is no TLS\r\n"),
                new Receive("????")));
        return script;
    }

    private void serve(List<List<Step>> scripts) throws IOException {
        network.add(ADDRESS + " 25", scripts);
    }

    @Test
    void sendsInTlsWhereItIsOfferedWithoutAskingForWhom() throws Exception {
        List<Step> script = encrypted(AUTHORITY.host("somebody.example", "RSA"));
        serve(List.of(script));
        assertThat(deliver()).isEqualTo(TAKEN);
        assertThat(network.talks().get(ADDRESS + " 25")).containsExactly(script);
        assertThat(log).isEmpty();
    }

    @Test
    void throwsAwayWhatTheServerSentAheadInClearText() throws Exception {
        List<Step> rest = new ArrayList<>(List.of(new Receive(EHLO), new Send("250 x\r\n")));
        rest.addAll(mail());
        serve(List.of(encrypted(GOOD, "220 go\r\n250 injected\r\n250 injected\r\n", rest)));
        assertThat(deliver()).isEqualTo(TAKEN);
    }

    @Test
    void goesOnInClearTextOverAnotherConnectionWhenTlsFails() throws Exception {
        serve(List.of(broken(), clear("STARTTLS")));
        assertThat(deliver()).isEqualTo(TAKEN);
        assertThat(log).singleElement().asString().contains("wrong version number");
    }

    @Test
    void reportsTlsWhenThereIsNoOtherConnection() throws Exception {
        List<Step> script = new ArrayList<>(broken());
        network.add(ADDRESS + " 25", List.of(script));
        network.once(ADDRESS + " 25");
        assertThat(deliver()).isEqualTo("ZTLS connect failed: wrong version number; connected to 192.0.2.1.\n\0");
    }

    @Test
    void neverGoesOnInClearTextWithAPassword() throws Exception {
        serve(List.of(broken(), clear("AUTH LOGIN")));
        route = HOST + " user secret";
        assertThat(deliver()).isEqualTo("ZTLS connect failed: wrong version number; connected to 192.0.2.1.\n\0");
    }

    @Test
    void goesOnInTheSameConnectionWhenStarttlsIsRefused() throws Exception {
        List<Step> script = new ArrayList<>(greeting("STARTTLS"));
        script.addAll(List.of(new Receive("STARTTLS\r\n"), new Send("454 no\r\n")));
        script.addAll(mail());
        serve(List.of(script));
        assertThat(deliver()).isEqualTo(TAKEN);
    }

    @Test
    void usesNoTlsWhereItIsForbidden() throws Exception {
        Files.createFile(home.resolve("control/notlshosts/mx1.example.net"));
        serve(List.of(clear("STARTTLS")));
        assertThat(deliver()).isEqualTo(TAKEN);
    }

    @Test
    void usesNoTlsWithHostsThatAnExhaustiveListLeavesOut() throws Exception {
        Files.createFile(home.resolve("control/tlshosts/exhaustivelist"));
        serve(List.of(clear("STARTTLS")));
        assertThat(deliver()).isEqualTo(TAKEN);
    }

    @Test
    void usesTlsWithAnAddressInSpiteOfAnExhaustiveList() throws Exception {
        Files.createFile(home.resolve("control/tlshosts/exhaustivelist"));
        serve(List.of(encrypted(GOOD)));
        route = "[" + ADDRESS + "]";
        assertThat(deliver()).isEqualTo(TAKEN);
    }

    @Test
    void sendsToAServerThatIsWhoItShouldBe() throws Exception {
        demand(AUTHORITY.pem());
        Files.createFile(home.resolve("control/tlshosts/exhaustivelist"));
        serve(List.of(encrypted(GOOD)));
        assertThat(deliver()).isEqualTo(TAKEN);
    }

    @Test
    void tellsAnExpiredCertificateFromAWrongOne() throws Exception {
        demand(AUTHORITY.pem());
        TestAuthority.Issued old = AUTHORITY.host(HOST, TestAuthority.FROM, Worlds.NOW.minusSeconds(1));
        TestAuthority.Issued young = AUTHORITY.host(HOST, Worlds.NOW.plusSeconds(1), TestAuthority.TO);
        TestAuthority.Issued other = AUTHORITY.host("foo.example.com", "EC");
        TestAuthority.Issued stranger = new TestAuthority("B").host(HOST, "EC");
        TestAuthority.Issued nameless = AUTHORITY.person("joe@example.org");
        serve(List.of(refused(old), refused(young), refused(other), refused(stranger), refused(nameless)));
        String with = "ZTLS unable to verify server with " + FILE + ": ";
        String server = "ZTLS unable to verify server mx1.example.net: ";
        String end = "; connected to 192.0.2.1.\n\0";
        assertThat(deliver()).isEqualTo(with + "certificate has expired" + end);
        assertThat(deliver()).isEqualTo(with + "certificate is not yet valid" + end);
        assertThat(deliver()).isEqualTo(server + "received certificate for foo.example.com" + end);
        assertThat(deliver()).isEqualTo(with + "unable to get local issuer certificate" + end);
        assertThat(deliver()).isEqualTo(with + "unsuitable certificate purpose" + end);
    }

    @Test
    void checksNamesOverIpv6Too() throws Exception {
        Files.write(home.resolve("control/tlshosts/mx6.example.net.pem"), Latin1.bytes(AUTHORITY.pem()));
        route = "mx6.example.net";
        network.add("2001:db8::1 25", List.of(refused(GOOD)));
        assertThat(deliver())
                .isEqualTo("ZTLS unable to verify server mx6.example.net: received certificate for mx1.example.net; "
                        + "connected to 2001:db8::1.\n\0");
    }

    @Test
    void sendsNothingWithoutTheTlsThatIsDemanded() throws Exception {
        demand(AUTHORITY.pem());
        List<Step> noOffer = new ArrayList<>(greeting("SIZE"));
        noOffer.addAll(List.of(new Receive("QUIT\r\n"), new ClientGone()));
        List<Step> refusal = new ArrayList<>(greeting("STARTTLS"));
        refusal.addAll(List.of(
                new Receive("STARTTLS\r\n"), new Send("454 no\r\n"), new Receive("QUIT\r\n"), new ClientGone()));
        serve(List.of(noOffer, refusal, broken(), clear("STARTTLS")));
        assertThat(deliver()).isEqualTo("ZNo TLS achieved while " + FILE + " exists; connecting to 192.0.2.1.\n\0");
        assertThat(deliver())
                .isEqualTo("ZSTARTTLS rejected while " + FILE
                        + " exists; connecting to 192.0.2.1.\nRemote host said: 454 no\n\0");
        assertThat(deliver()).isEqualTo("ZTLS connect failed: wrong version number; connected to 192.0.2.1.\n\0");
    }

    @Test
    void sendsNothingWhenTheFileOfAuthoritiesIsOfNoUse() throws Exception {
        demand("junk\n");
        List<Step> script = new ArrayList<>(greeting("STARTTLS"));
        script.addAll(List.of(new Receive("QUIT\r\n"), new ClientGone()));
        serve(List.of(script));
        assertThat(deliver())
                .isEqualTo("ZTLS unable to load " + FILE
                        + ": there is no certificate in it; connecting to 192.0.2.1.\n\0");
    }

    @Test
    void beginsWithTlsOnPort465() throws Exception {
        SSLContext own = TestAuthority.server(GOOD);
        List<Step> script = new ArrayList<>();
        script.add(new Handshake(own));
        script.addAll(greeting("STARTTLS"));
        script.addAll(mail());
        network.add(ADDRESS + " 465", List.of(script, List.of(new Send("220 x\r\n"), new ClientGone())));
        route = HOST + ":465";
        assertThat(deliver()).isEqualTo(TAKEN);
        assertThat(deliver()).isEqualTo("ZTLS connect failed: wrong version number; connected to 192.0.2.1.\n\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../me", "..", ".", "tlshosts/mx1.example.net", "a\0b", ""})
    void looksForNoFileOutsideItsDirectories(String host) throws IOException {
        Files.writeString(home.resolve("control/me.pem"), "");
        assertThat(Worlds.tls(home).demanded(host)).isEmpty();
        assertThat(Worlds.tls(home).allowed(host)).isTrue();
    }
}
