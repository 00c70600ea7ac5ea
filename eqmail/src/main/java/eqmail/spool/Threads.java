package eqmail.spool;

/** Waiting for the threads of a spool to end. */
final class Threads {
    private Threads() {}

    /** Waits for {@code thread} whatever happens; an interrupt is kept for later. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
