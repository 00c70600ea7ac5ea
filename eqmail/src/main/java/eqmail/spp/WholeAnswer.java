package eqmail.spp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lets a program that stays say all of its answer, even if the client went away or the answer asks for too much: neither is
 * a reason to end the program.
 */
final class WholeAnswer implements Plugin.Answers {
    private final Plugin.Answers answers;
    private @Nullable IOException lost;
    private @Nullable PluginFault refused;

    WholeAnswer(Plugin.Answers answers) {
        this.answers = answers;
    }

    @Override
    public boolean take(String line) {
        try {
            return answers.take(line);
        } catch (IOException e) {
            lost = e;
        } catch (PluginFault e) {
            refused = e;
        }
        return false;
    }

    /** Throws what was put off. */
    void rethrow() throws PluginFault, IOException {
        if (lost != null) {
            throw lost;
        }
        if (refused != null) {
            throw refused;
        }
    }
}
