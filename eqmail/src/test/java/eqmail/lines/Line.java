package eqmail.lines;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.posix.Descriptor;
import eqmail.posix.OpenFlag;
import eqmail.queue.FakeQueue;
import eqmail.queue.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One line of a .qmail file, run in {@code folder}; its programs are real, and its descriptors are files. */
final class Line {
    FakeQueue queue = new FakeQueue(0, BodyForm.UNIX);
    private final Path folder;
    private final Map<String, String> env = new TreeMap<>();
    private String out = "";
    private String err = "";

    Line(Path folder, Map<String, String> env) {
        this.folder = folder;
        this.env.put("PATH", "/usr/bin:/bin");
        this.env.putAll(env);
    }

    /** Runs {@code command} with {@code message} as a file. */
    int run(String name, LineCommand command, List<String> args, String message) throws IOException {
        Path file = Files.write(folder.resolve(".stdin"), Latin1.bytes(message));
        try (Descriptor stdin = Descriptor.open(file.toString(), OpenFlag.READ)) {
            return run(name, command, args, stdin, stdin.input());
        }
    }

    /** Runs {@code command}; it reads {@code message} itself, and its programs {@code stdin}. */
    int run(String name, LineCommand command, List<String> args, Descriptor stdin, InputStream message)
            throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (Descriptor stdout = empty(".stdout");
                Descriptor stderr = empty(".stderr")) {
            Children children = new Children(env, folder.toString(), stdin, stdout, stderr);
            int exit = new Call(name, args, env, message, said, children, queue, Origin.user(1000)).run(command);
            out = Latin1.string(Files.readAllBytes(folder.resolve(".stdout")));
            err = Latin1.string(Files.readAllBytes(folder.resolve(".stderr"))) + Latin1.string(said.toByteArray());
            return exit;
        }
    }

    private Descriptor empty(String name) throws IOException {
        return Descriptor.create(folder.resolve(name).toString(), 0600, OpenFlag.WRITE, OpenFlag.TRUNCATE);
    }

    String out() {
        return out;
    }

    String err() {
        return err;
    }
}
