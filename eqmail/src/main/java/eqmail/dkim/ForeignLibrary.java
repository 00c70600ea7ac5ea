package eqmail.dkim;

import eqmail.bytes.Latin1;
import eqmail.mail.Body;
import eqmail.posix.Child;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A program of others that signs and verifies as libqdkim does: by files with CR LF. */
final class ForeignLibrary {
    /** One line for each signature; more is nobody's answer. */
    private static final int MOST_OUTPUT = 64 * 1024;

    private final Surroundings around;
    private final Path program;

    ForeignLibrary(Surroundings around, Path program) {
        this.around = around;
        this.program = program;
    }

    /**
     * What it puts in front of the message, in unix form; empty if it did not sign.
     *
     * @throws IOException when it could not be run, or the disk failed us
     */
    Optional<String> sign(Body message, KeyFiles.Place key, String identity) throws IOException {
        Path in = wireFile(message);
        Path out = temporary();
        try {
            List<String> arguments = List.of(
                    "-y" + key.selector(),
                    "-d" + key.domain(),
                    "-i" + identity,
                    "-l",
                    "-b2",
                    "-ct",
                    "-z2",
                    "-s",
                    in.toString(),
                    key.file().toString(),
                    out.toString());
            try (Child child = around.launch(program, arguments).start()) {
                long added = child.waitFor().ok() ? Files.size(out) - Files.size(in) : 0;
                return added <= 0 || added > MOST_OUTPUT ? Optional.empty() : Optional.of(beginning(out, (int) added));
            }
        } finally {
            Files.deleteIfExists(in);
            Files.deleteIfExists(out);
        }
    }

    /** Does it find a good signature? */
    boolean verify(Body message) throws IOException {
        Path in = wireFile(message);
        try (Child child =
                around.launch(program, List.of("-v", in.toString())).pipeFrom(1).start()) {
            String said = Latin1.string(child.from(1).input().readNBytes(MOST_OUTPUT));
            child.from(1).close();
            child.waitFor();
            return said.lines().anyMatch(line -> line.endsWith("Success"));
        } finally {
            Files.deleteIfExists(in);
        }
    }

    /** Is it there and may be run? */
    boolean exists() {
        return Files.isExecutable(program);
    }

    private static String beginning(Path file, int length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Latin1.string(in.readNBytes(length)).replace("\r", "");
        }
    }

    private Path temporary() throws IOException {
        Path own = around.home().resolve("tmp");
        return Files.createTempFile(Files.isDirectory(own) ? own : Path.of("/tmp"), "qdkim.", "");
    }

    private Path wireFile(Body message) throws IOException {
        Path file = temporary();
        try (InputStream in = message.openUnix();
                OutputStream out = new CrLf(Files.newOutputStream(file))) {
            in.transferTo(out);
        }
        return file;
    }

    @Override
    public String toString() {
        return program.toString();
    }

    /** Writes CR LF for each LF. */
    static final class CrLf extends FilterOutputStream {
        CrLf(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            for (int i = offset; i < offset + length; i++) {
                if (bytes[i] == '\n') {
                    out.write(bytes, from, i - from);
                    out.write('\r');
                    from = i;
                }
            }
            out.write(bytes, from, offset + length - from);
        }
    }
}
