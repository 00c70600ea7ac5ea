package eqmail.spp.stock;

import java.io.IOException;

/**
 * Remembers a little about each of many texts, for a while, in bounded space: what is nearest to its end makes room for
 * what is new. Shared by everybody who uses the same table.
 */
interface SlotTable {
    /**
     * What is known about a text.
     *
     * @param until when it means nothing any more, in milliseconds since 1970
     * @param data the owner's own
     */
    record Slot(long until, long data) {
        /** Nothing is known. */
        static final Slot NONE = new Slot(0, 0);
    }

    /**
     * What to remember from now on, and what the caller wanted to learn.
     *
     * @param slot the same as before: nothing is written
     */
    record Decision<R>(Slot slot, R answer) {}

    /** Decides by what is known; asked once, while nobody else changes it. */
    @FunctionalInterface
    interface Change<R> {
        /** {@code before} is {@link Slot#NONE} if nothing is known. */
        Decision<R> of(Slot before);
    }

    /**
     * Looks {@code text} up and remembers what {@code change} decides.
     *
     * @throws IOException if the table cannot be used
     */
    <R> R change(String text, Change<R> change) throws IOException;
}
