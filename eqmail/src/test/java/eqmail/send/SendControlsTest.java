package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bounce.BounceNames;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.delivery.Channel;
import eqmail.delivery.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendControlsTest {
    @TempDir
    private Path home;

    @BeforeEach
    void layMe() throws IOException {
        Files.createDirectory(home.resolve("control"));
        lay("me", "mail.example.org\n");
    }

    private void lay(String file, String text) throws IOException {
        Files.writeString(home.resolve("control").resolve(file), text);
    }

    private SendControls load() throws ControlException {
        return SendControls.load(new Control(home));
    }

    @Test
    void takesTheDefaultsOfQmailSend() throws ControlException {
        SendControls controls = load();
        assertThat(controls.router().route("joe")).isEqualTo(new Router.Route(Channel.LOCAL, "joe@mail.example.org"));
        assertThat(controls.bounces())
                .isEqualTo(new BounceNames("MAILER-DAEMON", "mail.example.org", "postmaster", "mail.example.org"));
        assertThat(controls.queueLifetime()).isEqualTo(604_800);
        assertThat(controls.concurrencyLocal()).isEqualTo(10);
        assertThat(controls.concurrencyRemote()).isEqualTo(20);
        assertThat(controls.destinationLimit()).isEqualTo(DestinationLimit.shared());
    }

    @Test
    void needsMeOrLocals() throws IOException {
        Files.delete(home.resolve("control/me"));
        assertThatThrownBy(this::load).isInstanceOf(ControlException.class).hasMessageContaining("control/locals");
        lay("locals", "");
        assertThat(load().router().route("joe")).isEqualTo(new Router.Route(Channel.REMOTE, "joe@envnoathost"));
        assertThat(load().bounces())
                .isEqualTo(new BounceNames("MAILER-DAEMON", "bouncehost", "postmaster", "doublebouncehost"));
    }

    @Test
    void namesAFileThatCannotBeRead() throws IOException {
        Files.createDirectory(home.resolve("control/percenthack"));
        assertThatThrownBy(this::load).hasMessage("control/percenthack: is a directory");
    }

    @Test
    void zeroHoldsAChannelAndHugeNumbersAreCut() throws IOException {
        lay("concurrencylocal", "0\n");
        lay("concurrencyremote", "18446744073709551615\n");
        lay("queuelifetime", "99999999999999\n");
        SendControls controls = load();
        assertThat(controls.concurrencyLocal()).isZero();
        assertThat(controls.concurrencyRemote()).isEqualTo(120);
        assertThat(controls.queueLifetime()).isEqualTo(1L << 40);
    }

    @Test
    void cutsTheSlotsToTheLimitOfTheHost() throws IOException {
        lay("concurrencylocal", "120\n");
        lay("concurrencyremote", "121\n");
        assertThat(load().concurrencyLocal()).isEqualTo(120);
        assertThat(load().concurrencyRemote()).isEqualTo(120);
        lay("concurrencymax", "500\n");
        assertThat(load().concurrencyRemote()).isEqualTo(121);
        lay("concurrencymax", "7\n");
        assertThat(load().concurrencyLocal()).isEqualTo(7);
        lay("concurrencymax", "18446744073709551615\n");
        lay("concurrencyremote", "18446744073709551615\n");
        assertThat(load().concurrencyRemote()).isEqualTo(65_535);
    }

    @Test
    void readsTheLimitOfADestination() throws IOException {
        lay("concurrencydestination", "7\n");
        assertThat(load().destinationLimit()).isEqualTo(DestinationLimit.of(7));
        lay("concurrencydestination", "0\n");
        assertThat(load().destinationLimit().admits(1_000_000, 1)).isTrue();
        lay("concurrencydestination", "many\n");
        assertThat(load().destinationLimit()).isEqualTo(DestinationLimit.shared());
    }
}
