package eqmail.call;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * One call of a command. Strings are Latin-1 views of the caller's bytes.
 *
 * @param name of the command
 * @param args its arguments
 * @param env what the caller's environment says of the variables that such commands read
 * @param uid the caller's account, as the kernel says
 * @param pid the caller's process, as it says itself: good for making names differ, for nothing else
 * @param stdin the message
 * @param stderr what the caller is to see
 */
public record Call(
        String name,
        List<String> args,
        Map<String, String> env,
        int uid,
        long pid,
        InputStream stdin,
        OutputStream stderr) {}
