package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bfrmt.RemoteFilters;
import eqmail.delivery.Order;
import eqmail.delivery.Replaceable;
import eqmail.log.Log;
import eqmail.mail.MessageId;
import eqmail.mail.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteDelivererTest {
    @TempDir
    Path home;

    private final MemoryServer server = new MemoryServer().pipelining();
    private RemoteSettings settings = Worlds.settings(":192.0.2.1");
    private RemoteDeliverer deliverer;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(home.resolve("bin"));
        deliverer = deliverer(() -> Optional.of(settings));
    }

    private RemoteDeliverer deliverer(Supplier<Optional<RemoteSettings>> known) {
        return new RemoteDeliverer(
                home,
                known,
                Worlds.with(server),
                new Replaceable(home, home.resolve("image")),
                Map.of("PATH", "/usr/bin:/bin"),
                filters());
    }

    private RemoteFilters filters() {
        return new RemoteFilters(
                home,
                new Replaceable(home, home.resolve("image")),
                Map.of("PATH", "/usr/bin:/bin"),
                Map.of(),
                Log.none());
    }

    @AfterEach
    void stop() {
        deliverer.close();
    }

    private Verdict deliver(String recipient) throws InterruptedException {
        return deliverer.deliver(new Order(new MessageId(1), new TextBody("hello\n"), "s@x.org", recipient));
    }

    @Test
    void reportsAsTheSpawnerDoes() throws Exception {
        assertThat(deliver("r@example.net"))
                .isEqualTo(new Verdict.Delivered("192.0.2.1 accepted message.\nRemote host said: 250 taken\n"));
        server.reply("RCPT TO:<bad@example.net>", "550 who");
        assertThat(deliver("bad@example.net"))
                .isEqualTo(new Verdict.Refused(
                        "192.0.2.1 does not like recipient.\nRemote host said: 550 who\nGiving up on 192.0.2.1.\n"));
        assertThat(deliver("nobody")).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void waitsWhereThereAreNoSettings() throws Exception {
        stop();
        deliverer = deliverer(Optional::empty);
        assertThat(deliver("r@example.net"))
                .isEqualTo(new Verdict.Deferred("Unable to read control files. (#4.3.0)\n"));
        assertThat(server.connections()).isZero();
    }

    @Test
    void usesOneConnectionForManyMessages() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(deliver("r@example.net")).isInstanceOf(Verdict.Delivered.class);
        }
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.messages()).hasSize(50);
        assertThat(server.writes(0)).hasSize(1 + 2 * 50);
    }

    @Test
    void beginsAnewAfterSoManyMessages() throws Exception {
        settings = new RemoteSettings("me", Worlds.SECOND, Worlds.SECOND, settings.routes(), true, List.of(), 3);
        for (int i = 0; i < 7; i++) {
            deliver("r@example.net");
        }
        assertThat(server.connections()).isEqualTo(3);
        assertThat(server.open()).isEqualTo(1);
        assertThat(server.writes(0)).endsWith("QUIT\r\n");
    }

    @Test
    void keepsNoConnectionWhenToldSo() throws Exception {
        settings = new RemoteSettings("me", Worlds.SECOND, Worlds.SECOND, settings.routes(), true, List.of(), 1);
        deliver("r@example.net");
        deliver("r@example.net");
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.open()).isZero();
    }

    @Test
    void replacesAConnectionThatDiedWhileItWasIdle() throws Exception {
        deliver("r@example.net");
        server.cutAll();
        assertThat(deliver("r@example.net")).isInstanceOf(Verdict.Delivered.class);
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.messages()).hasSize(2);
    }

    @Test
    void replacesAConnectionThatTheServerWantsToClose() throws Exception {
        deliver("r@example.net");
        server.reply("MAIL FROM:<s@x.org>", "421 idle too long");
        Verdict verdict = deliver("r@example.net");
        assertThat(server.connections()).isEqualTo(2);
        assertThat(verdict).isInstanceOf(Verdict.Deferred.class);
        assertThat(verdict.text()).contains("421 idle too long");
        assertThat(server.open()).isZero();
    }

    @Test
    void clearsWhatARefusedMessageLeft() throws Exception {
        server.reply("RCPT TO:<bad@example.net>", "550 who");
        deliver("bad@example.net");
        assertThat(deliver("r@example.net")).isInstanceOf(Verdict.Delivered.class);
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.writes(0).get(2)).startsWith("RSET\r\nMAIL FROM:");
    }

    @Test
    void doesTheSameWithoutPipelining() throws Exception {
        MemoryServer plain = new MemoryServer().reply("RCPT TO:<bad@example.net>", "550 who");
        try (RemoteDeliverer other = new RemoteDeliverer(
                home,
                () -> Optional.of(settings),
                Worlds.with(plain),
                new Replaceable(home, home.resolve("image")),
                Map.of(),
                filters())) {
            for (String box : new String[] {"a", "bad", "c", "bad", "bad", "d"}) {
                other.deliver(new Order(new MessageId(1), new TextBody("hello\n"), "s@x.org", box + "@example.net"));
            }
        }
        assertThat(plain.connections()).isEqualTo(1);
        assertThat(plain.messages()).hasSize(3);
        assertThat(plain.writes(0).stream().filter("RSET\r\n"::equals)).hasSize(3);
    }

    @Test
    void saysGoodbyeWhenTheServerStops() throws Exception {
        deliver("r@example.net");
        deliverer.close();
        assertThat(deliver("r@example.net")).isInstanceOf(Verdict.Delivered.class);
        Awaitility.await().untilAsserted(() -> assertThat(server.open()).isZero());
    }

    @Test
    void runsAProgramInThePlaceOfQmailRemote() throws Exception {
        install("qmail-remote", "printf 'r\\0K'; echo \"$0 $1 $2 $3\" | sed 's,.*/,,'; pwd; cat; printf '\\0'");
        deliverer.close();
        deliverer = deliverer(() -> Optional.of(settings));
        assertThat(deliver("r@example.net"))
                .isEqualTo(
                        new Verdict.Delivered("qmail-remote example.net s@x.org r@example.net\n" + home + "\nhello\n"));
        assertThat(server.connections()).isZero();
    }

    @Test
    void prefersThePlugIn() throws Exception {
        install("qmail-remote", "printf 'r\\0Kremote\\0'");
        install("qmail-bfrmt", "printf 'r\\0Kplugin\\0'");
        deliverer.close();
        deliverer = deliverer(() -> Optional.of(settings));
        assertThat(deliver("r@example.net")).isEqualTo(new Verdict.Delivered("plugin"));
    }

    @Test
    void runsThePlugInOfTheImageForWhatTheHomeSaysBeforeRemote() throws Exception {
        Files.createDirectories(home.resolve("image/bin"));
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/beforemote"), "exec \"$BINDIR/qmail-remote\" \"$@\"\n");
        executable(home.resolve("image/bin/qmail-bfrmt"), "printf 'r\\0Kplugin of %s\\0' \"$QMAILHOME\"");
        deliverer.close();
        deliverer = deliverer(() -> Optional.of(settings));
        assertThat(deliver("r@example.net")).isEqualTo(new Verdict.Delivered("plugin of " + home));
        assertThat(server.connections()).isZero();
    }

    @Test
    void startsNothingWhereTheInstalledPlugInHasNothingToDo() throws Exception {
        install("qmail-bfrmt", "printf 'r\\0Kplugin\\0'");
        Files.createDirectories(home.resolve("image/bin"));
        Files.copy(home.resolve("bin/qmail-bfrmt"), home.resolve("image/bin/qmail-bfrmt"));
        deliverer.close();
        deliverer = deliverer(() -> Optional.of(settings));
        assertThat(deliver("r@example.net").text()).startsWith("192.0.2.1 accepted message.");
    }

    @Test
    void sendsWhatTheFiltersMadeOfTheMessageByAnyWay() throws Exception {
        filter(":sed s/hello/one/", ":sed s/one/two/");
        assertThat(deliver("r@example.net")).isInstanceOf(Verdict.Delivered.class);
        assertThat(server.messages().getLast()).contains("two").doesNotContain("hello");
        install("qmail-remote", "printf 'r\\0K'; cat; printf '\\0'");
        deliverer.close();
        deliverer = deliverer(() -> Optional.of(settings));
        assertThat(deliver("r@example.net")).isEqualTo(new Verdict.Delivered("two\n"));
        install("qmail-bfrmt", "printf 'r\\0K'; cat; printf '\\0'");
        deliverer.close();
        deliverer = deliverer(() -> Optional.of(settings));
        assertThat(deliver("r@example.net")).isEqualTo(new Verdict.Delivered("hello\n"));
    }

    @Test
    void sendsNothingThatAFilterStops() throws Exception {
        filter(":echo no such mail from here >&2; exit 100");
        assertThat(deliver("r@example.net")).isEqualTo(new Verdict.Refused("no such mail from here\n"));
        filter(":exit 1");
        assertThat(deliver("r@example.net"))
                .isEqualTo(new Verdict.Deferred("Filter :exit 1 fails with code 1. (#4.3.0)\n"));
        assertThat(server.connections()).isZero();
    }

    private void filter(String... lines) {
        settings = new RemoteSettings("me", Worlds.SECOND, Worlds.SECOND, settings.routes(), true, List.of(lines), 100);
    }

    @Test
    void survivesAProgramThatFloodsAndOneThatDies() throws Exception {
        install("qmail-remote", "printf 'r\\0K'; head -c 3000000 /dev/zero | tr '\\0' x; printf '\\0'");
        deliverer.close();
        deliverer = deliverer(() -> Optional.of(settings));
        assertThat(deliver("r@example.net").text()).hasSizeLessThan(70_000);
        install("qmail-remote", "kill -9 $$");
        deliverer.close();
        deliverer = deliverer(() -> Optional.of(settings));
        assertThat(deliver("r@example.net")).isEqualTo(new Verdict.Deferred("qmail-remote crashed.\n"));
    }

    private void install(String name, String script) throws IOException {
        executable(home.resolve("bin").resolve(name), script);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
