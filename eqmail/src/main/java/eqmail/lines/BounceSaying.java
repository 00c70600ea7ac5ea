package eqmail.lines;

import java.util.List;

/** {@code bouncesaying TEXT [PROGRAM…]}: bounces the message with the text; with a program, only if that says so. */
public final class BounceSaying implements LineCommand {
    private static final String NAME = "bouncesaying";

    @Override
    public int run(Call call) throws Ending {
        List<String> args = call.args();
        if (args.isEmpty()) {
            throw new Ending(Ending.PERMANENT, NAME + ": usage: bouncesaying error [ program [ arg ... ] ]");
        }
        if (args.size() > 1 && !Question.yes(call, NAME, args.subList(1, args.size()))) {
            return 0;
        }
        throw new Ending(Ending.PERMANENT, args.getFirst());
    }
}
