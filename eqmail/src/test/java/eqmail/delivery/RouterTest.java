package eqmail.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.ConstMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static Router router(String... virtualDomains) {
        RoutingTables tables = new RoutingTables(
                ConstMap.keys(List.of("mail.example.org", "example.org")), ConstMap.pairs(List.of(virtualDomains)));
        return new Router(tables, ConstMap.keys(List.of("hack.org", "example.org")), "mail.example.org");
    }

    private static String route(String recipient, String... virtualDomains) {
        var to = router(virtualDomains).route(recipient);
        return (to.channel() == Channel.LOCAL ? "local " : "remote ") + to.address();
    }

    @Test
    void addsAHostToARecipientWithoutOne() {
        assertThat(route("joe")).isEqualTo("local joe@mail.example.org");
        assertThat(route("")).isEqualTo("local @mail.example.org");
    }

    @Test
    void keepsTheCaseOfTheAddress() {
        assertThat(route("Joe@EXAMPLE.Org")).isEqualTo("local Joe@EXAMPLE.Org");
        assertThat(route("A@Net")).isEqualTo("remote A@Net");
    }

    @Test
    void looksAtTheLastAtSign() {
        assertThat(route("a@example.org@x.net")).isEqualTo("remote a@example.org@x.net");
        assertThat(route("a@x.net@example.org")).isEqualTo("local a@x.net@example.org");
    }

    @Test
    void unfoldsPercentAddressesOfListedDomainsOnly() {
        assertThat(route("ok%x.net%hack.org@hack.org")).isEqualTo("remote ok@x.net");
        assertThat(route("ok%x.net@other.org")).isEqualTo("remote ok%x.net@other.org");
        assertThat(route("ok@hack.org")).isEqualTo("remote ok@hack.org");
        assertThat(route("u%example.org@hack.org")).isEqualTo("local u@example.org");
    }

    @Test
    void theFirstHitOfVirtualDomainsDecides() {
        String[] table = {"virt.org:dom", "info@virt.org:user", ".virt.org:sub", "ex.virt.org:", ":all"};
        assertThat(route("Info@virt.org", table)).isEqualTo("local user-Info@virt.org");
        assertThat(route("x@virt.org", table)).isEqualTo("local dom-x@virt.org");
        assertThat(route("x@a.b.virt.org", table)).isEqualTo("local sub-x@a.b.virt.org");
        assertThat(route("x@ex.virt.org", table)).isEqualTo("remote x@ex.virt.org");
        assertThat(route("x@any", table)).isEqualTo("local all-x@any");
        assertThat(route("x@example.org", table)).isEqualTo("local x@example.org");
    }

    @Test
    void aDottedDomainIsTriedFromItsFirstDotOn() {
        assertThat(route("x@a..org", "..org:p")).isEqualTo("local p-x@a..org");
        assertThat(route("x@.org", ".org:p")).isEqualTo("local p-x@.org");
    }

    @Test
    void takesThePrependOffAgain() {
        Router router = router("virt.org:joe+v", "u@one.org:user", ":all", "ex.org:");
        assertThat(router.withoutPrepend("joe+v-nobody@virt.org")).isEqualTo("nobody@virt.org");
        assertThat(router.withoutPrepend("other-x@virt.org")).isEqualTo("other-x@virt.org");
        assertThat(router.withoutPrepend("user-u@one.org")).isEqualTo("user-u@one.org");
        assertThat(router.withoutPrepend("all-x@any.org")).isEqualTo("x@any.org");
        assertThat(router.withoutPrepend("all-x@ex.org")).isEqualTo("all-x@ex.org");
        assertThat(router.withoutPrepend("all-x")).isEqualTo("all-x");
    }
}
