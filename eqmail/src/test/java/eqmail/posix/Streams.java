package eqmail.posix;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Short words for what the tests of this room do with descriptors and shells. */
final class Streams {
    private Streams() {}

    static String all(Descriptor descriptor) throws IOException {
        try (InputStream in = descriptor.input()) {
            return Latin1.string(in.readAllBytes());
        }
    }

    static void send(Descriptor descriptor, String text) throws IOException {
        try (var out = descriptor.output()) {
            out.write(Latin1.bytes(text));
        }
    }

    /** A shell that runs {@code script} with {@code more} as $1, $2 ... */
    static Launch shell(String script, String... more) {
        return Launch.of("/bin/sh", join(List.of("-c", script, "sh"), more))
                .environment(Map.of("PATH", "/usr/bin:/bin"));
    }

    /** A JVM that runs the main method of {@code main} with nothing on its standard input. */
    static Launch java(Class<?> main) throws IOException {
        return Launch.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName())
                .descriptor(0, Descriptor.memory("nothing"));
    }

    /** What the script writes to descriptor 1 until its end. */
    static String output(Launch launch) throws IOException {
        try (Child child = launch.pipeFrom(1).start()) {
            String text = all(child.from(1));
            child.waitFor();
            return text;
        }
    }

    private static List<String> join(List<String> first, String... more) {
        return Stream.concat(first.stream(), List.of(more).stream()).toList();
    }

    /** Runs {@code task} on a virtual thread and gives back what it throws. */
    static void onVirtualThread(Task task) throws Exception {
        run(Thread.ofVirtual(), task);
    }

    /** Runs {@code task} on a platform thread of its own and gives back what it throws. */
    static void onPlatformThread(Task task) throws Exception {
        run(Thread.ofPlatform(), task);
    }

    private static void run(Thread.Builder builder, Task task) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = builder.start(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        thread.join();
        switch (failure.get()) {
            case null -> {}
            case Exception e -> throw e;
            case Throwable e -> throw new AssertionError(e);
        }
    }

    interface Task {
        void run() throws Exception;
    }
}
