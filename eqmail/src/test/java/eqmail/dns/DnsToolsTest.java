package eqmail.dns;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsToolsTest {
    private final FakeResolver dns = new FakeResolver()
            .address("both.test", "192.0.2.1", "192.0.2.2", "2001:db8::1")
            .address("four.test", "192.0.2.3")
            .mx("mail.test", "20 four.test", "10 both.test", "5 gone.test")
            .mx("lost.test", "10 gone.test")
            .mx("slow.test", "10 gone.test", "20 down.test")
            .answer("2001:db8:0:0:0:0:0:1 PTR", new Answer.Found<>(List.of("Real.test"), 60))
            .cname("www.test", "web.test")
            .cname("web.test", "both.test")
            .fails("down.test");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final DnsTools tools = new DnsTools(dns, new SearchList(List.of("test", "slow")), out, err);

    private interface Tool {
        int run(List<String> args) throws IOException, InterruptedException;
    }

    /** Exit code, output, errors. */
    private String ran(Tool tool, String... args) throws Exception {
        out.reset();
        err.reset();
        int exit = tool.run(List.of(args));
        return exit + " " + Latin1.string(out.toByteArray()) + Latin1.string(err.toByteArray());
    }

    @Test
    void dnsipPrintsEveryAddressTheNewFamilyFirst() throws Exception {
        assertThat(ran(tools::addresses, "both.test")).isEqualTo("0 2001:db8::1\n192.0.2.1\n192.0.2.2\n");
    }

    @Test
    void addressesNeedNoQuestion() throws Exception {
        assertThat(ran(tools::addresses, "192.0.2.9")).isEqualTo("0 192.0.2.9\n");
        assertThat(ran(tools::addresses, "[2001:db8::9]")).isEqualTo("0 2001:db8::9\n");
        assertThat(ran(tools::exchangers, "[192.0.2.9]")).isEqualTo("0 192.0.2.9 0\n");
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void tellsNeverFromNotNow() throws Exception {
        assertThat(ran(tools::addresses, "gone.test")).isEqualTo("100 hard error\n");
        assertThat(ran(tools::addresses, "down.test")).isEqualTo("111 soft error\n");
        assertThat(ran(tools::exchangers, "down.test")).isEqualTo("111 soft error\n");
        assertThat(ran(tools::exchangers, "lost.test")).isEqualTo("100 hard error\n");
        assertThat(ran(tools::exchangers, "slow.test")).isEqualTo("111 soft error\n");
        assertThat(ran(tools::canonical, "down.test")).isEqualTo("111 soft error\n");
    }

    @Test
    void dnsmxipSortsByPreference() throws Exception {
        assertThat(ran(tools::exchangers, "mail.test"))
                .isEqualTo("0 2001:db8::1 10\n192.0.2.1 10\n192.0.2.2 10\n192.0.2.3 20\n");
        assertThat(ran(tools::exchangers, "four.test")).isEqualTo("0 192.0.2.3 0\n");
    }

    @Test
    void dnsfqGivesTheNameOfTheFirstAddress() throws Exception {
        assertThat(ran(tools::fullName, "both.test")).isEqualTo("0 Real.test\n");
        assertThat(ran(tools::fullName, "four.test")).isEqualTo("100 hard error\n");
        assertThat(ran(tools::fullName, "gone.test")).isEqualTo("100 no IP addresses\n");
        assertThat(ran(tools::fullName, "mail.test")).isEqualTo("100 no IP addresses\n");
        assertThat(ran(tools::fullName, "down.test")).isEqualTo("111 soft error\n");
        assertThat(ran(tools::fullName, "2001:db8::1")).isEqualTo("0 Real.test\n");
    }

    @Test
    void dnsfqAloneLooksInTheDomainsOfTheHost() throws Exception {
        assertThat(ran(tools::fullName, "both")).isEqualTo("0 Real.test\n");
        assertThat(ran(tools::fullName, "down")).isEqualTo("111 soft error\n");
        assertThat(ran(tools::addresses, "both")).isEqualTo("100 hard error\n");
    }

    @Test
    void dnscnameLeavesWhatIsNoNameAsItIs() throws Exception {
        assertThat(ran(tools::canonical, "")).isEqualTo("0 \n");
        assertThat(ran(tools::canonical, "[192.0.2.9]")).isEqualTo("0 [192.0.2.9]\n");
        assertThat(dns.questions()).isEmpty();
        assertThat(ran(tools::canonical, "gone.test.")).isEqualTo("0 gone.test\n");
    }

    @Test
    void dnsptrTakesAddressesOnly() throws Exception {
        assertThat(ran(tools::name, "2001:db8::1")).isEqualTo("0 Real.test\n");
        assertThat(ran(tools::name, "both.test")).isEqualTo("100 hard error\n");
    }

    @Test
    void dnscnameFollowsAliases() throws Exception {
        assertThat(ran(tools::canonical, "www.test")).isEqualTo("0 both.test\n");
        assertThat(ran(tools::canonical, "gone.test")).isEqualTo("0 gone.test\n");
        dns.cname("a.test", "b.test").cname("b.test", "a.test");
        assertThat(ran(tools::canonical, "a.test")).isEqualTo("100 hard error\n");
    }

    @Test
    void sayNothingWithoutAnArgument() throws Exception {
        assertThat(ran(tools::addresses)).isEqualTo("100 ");
    }
}
