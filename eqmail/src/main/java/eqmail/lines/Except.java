package eqmail.lines;

/** {@code except PROGRAM…}: refuses what the program accepts, and the other way round. */
public final class Except implements LineCommand {
    private static final String NAME = "except";

    @Override
    public int run(Call call) throws Ending {
        if (call.args().isEmpty()) {
            throw new Ending(Ending.PERMANENT, NAME + ": usage: except program [ arg ... ]");
        }
        return Question.yes(call, NAME, call.args()) ? Ending.PERMANENT : 0;
    }
}
