package eqmail.spp;

import java.io.IOException;

/** One line of {@code control/smtpplugins}, ready to be asked. All sessions share it. */
interface Plugin {
    /** Takes the lines of an answer as they come. */
    @FunctionalInterface
    interface Answers {
        /**
         * Does what {@code line} says.
         *
         * @return false if it decides the command: what follows is of no interest
         * @throws PluginFault if the plug-in asks for more than it may have
         * @throws IOException if the client could not be answered
         */
        boolean take(String line) throws PluginFault, IOException;
    }

    /**
     * Asks about {@code event}, and returns when the plug-in is done.
     *
     * @throws PluginFault when it cannot be asked or fails; what it said before has been taken
     * @throws IOException what {@code answers} throws, or an interrupt
     */
    void ask(Event event, Answers answers) throws PluginFault, IOException;

    /** Nobody asks any more: what stays between events may end. */
    default void retire() {
        // Most plug-ins have nothing between events.
    }
}
