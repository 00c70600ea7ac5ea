package eqmail.posix;

import java.lang.reflect.Proxy;

/**
 * What this process does on a signal. The JVM's own way, sun.misc.Signal, is the only one that is safe in a JVM; javac
 * warns of it with a warning that cannot be switched off, so it is found by its name.
 *
 * <p>HUP, INT and TERM begin an orderly shutdown of the JVM unless they are handled here. QUIT is the JVM's (a thread
 * dump).
 */
public final class Signals {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private Signals() {}

    /** From now on {@code action} runs, on a thread of the JVM's, each time {@code signal} comes. */
    public static void handle(Signal signal, Runnable action) {
        try {
            Class<?> handler = Class.forName(HANDLER);
            install(signal, Proxy.newProxyInstance(null, new Class<?>[] {handler}, (self, method, arguments) -> {
                if (method.getDeclaringClass().equals(handler)) {
                    action.run();
                    return null;
                }
                return method.invoke(action, arguments); // equals, hashCode, toString
            }));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no signals", e);
        }
    }

    /** From now on {@code signal} does nothing, here and in programs launched with {@link Launch#ignoring}. */
    public static void ignore(Signal signal) {
        standard(signal, "SIG_IGN");
    }

    /** From now on {@code signal} does what the system does with it. */
    public static void restore(Signal signal) {
        standard(signal, "SIG_DFL");
    }

    private static void standard(Signal signal, String name) {
        try {
            install(signal, Class.forName(HANDLER).getField(name).get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no signals", e);
        }
    }

    private static void install(Signal signal, Object handler) throws ReflectiveOperationException {
        Class<?> type = Class.forName(SIGNAL);
        Object which = type.getConstructor(String.class).newInstance(signal.name());
        type.getMethod("handle", type, Class.forName(HANDLER)).invoke(null, which, handler);
    }
}
