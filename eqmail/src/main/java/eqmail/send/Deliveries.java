package eqmail.send;

import eqmail.delivery.Channel;
import eqmail.delivery.Order;
import eqmail.mail.Verdict;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs deliveries in the executors of their channels and brings their outcomes back to the owner thread. */
final class Deliveries {
    private final Surroundings around;
    private final Consumer<Runnable> owner;
    private final Answer answer;

    Deliveries(Surroundings around, Consumer<Runnable> owner, Answer answer) {
        this.around = around;
        this.owner = owner;
        this.answer = answer;
    }

    /** Called once for each delivery, in the owner thread. */
    @FunctionalInterface
    interface Answer {
        /**
         * {@code verdict} is null when there is none: the server is stopping, or something of ours is broken; {@code trouble}
         * tells the latter.
         */
        void ended(Delivery delivery, @Nullable Verdict verdict, @Nullable Throwable trouble);
    }

    void start(Delivery delivery) {
        OpenMessage message = delivery.pass().message;
        String recipient = delivery.recipient().address();
        Order order = new Order(message.id, message.body, Verp.sender(message.sender, recipient), recipient);
        Outlet outlet = delivery.pass().channel == Channel.LOCAL ? around.local() : around.remote();
        try {
            outlet.executor().execute(() -> deliver(outlet, delivery, order));
        } catch (RuntimeException | Error noThread) {
            tell(delivery, null, noThread);
        }
    }

    private void deliver(Outlet outlet, Delivery delivery, Order order) {
        try {
            tell(delivery, outlet.deliverer().deliver(order), null);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            tell(delivery, null, null);
        } catch (RuntimeException | Error bug) {
            tell(delivery, null, bug);
        }
    }

    private void tell(Delivery delivery, @Nullable Verdict verdict, @Nullable Throwable trouble) {
        owner.accept(() -> answer.ended(delivery, verdict, trouble));
    }
}
