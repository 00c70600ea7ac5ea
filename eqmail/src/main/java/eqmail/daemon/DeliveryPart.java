package eqmail.daemon;

import java.io.IOException;

/**
 * Root's helper, the delivery part, as the network part has it: a process of its own ({@link HelperChild}), or one that
 * somebody else starts and watches.
 */
interface DeliveryPart extends AutoCloseable {
    /** One that has a unit of its own: if it goes, it comes again. */
    DeliveryPart ELSEWHERE = new DeliveryPart() {
        @Override
        public void start() {}

        @Override
        public void close() {}
    };

    /**
     * Called once, by root.
     *
     * @throws IOException when there can be no helper
     */
    void start() throws IOException;

    /** Lets it end when it has done what it is doing. */
    @Override
    void close();
}
