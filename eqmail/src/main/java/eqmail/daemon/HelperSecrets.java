package eqmail.daemon;

import eqmail.control.Secrets;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;

/** Private keys that only root may read, read by the root helper. */
record HelperSecrets(HelperSocket helper) implements Secrets {
    @Override
    public byte[] read(String file) throws IOException {
        if (!SecretProtocol.admits(file)) {
            throw new AccessDeniedException(file);
        }
        try (SocketChannel channel = helper.open();
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
                DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
            SecretProtocol.writeRequest(out, file);
            return SecretProtocol.readFile(in);
        } catch (IOException trouble) {
            throw new IOException("access denied, and the root helper does not read it: " + trouble.getMessage());
        }
    }
}
