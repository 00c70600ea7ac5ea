package eqmail.daemon;

import eqmail.auth.Checker;
import eqmail.auth.Claim;
import eqmail.log.Log;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Map;

/**
 * A checker that the root helper runs, because it needs another account than ours.
 *
 * @param helper where it listens
 * @param file the control file with the command
 */
record HelperChecker(HelperSocket helper, String file, Log log) implements Checker {
    @Override
    public Answer check(Claim claim, Map<String, String> environment) {
        try (SocketChannel channel = helper.open();
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
                DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
            CheckProtocol.write(out, new CheckProtocol.Request(file, claim, environment));
            return CheckProtocol.readAnswer(in);
        } catch (IOException trouble) {
            log.line("warning: unable to have a password checked: " + trouble.getMessage());
            return Answer.NOT_STARTED;
        }
    }
}
