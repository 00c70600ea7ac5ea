package eqmail.house;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the sources say about the outside world: the control files they name, the environment variables they ask for. */
final class SourceFacts {
    private static final Pattern CONTROL_FILE = Pattern.compile("control/([a-z0-9.]+)");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]+");

    /** Calls that ask a map for a name; of those, only ones on something called env count. */
    private static final Set<String> LOOKUPS = Set.of("get", "getOrDefault", "containsKey");

    private SourceFacts() {}

    /** Names below {@code control/} in string literals. */
    static Set<String> controlFiles(Parsed sources) {
        Set<String> names = new TreeSet<>();
        for (Parsed.Unit unit : sources.units()) {
            new TreeScanner<Void, Void>() {
                @Override
                public @Nullable Void visitLiteral(LiteralTree node, Void nothing) {
                    if (node.getValue() instanceof String text) {
                        var file = CONTROL_FILE.matcher(text);
                        if (file.matches()) {
                            names.add(file.group(1));
                        }
                    }
                    return null;
                }
            }.scan(unit.tree(), null);
        }
        return names;
    }

    /** Names asked for by {@code env.get("NAME")}, {@code in.env().containsKey(CONSTANT)} and the like. */
    static Set<String> variables(Parsed sources) {
        Set<String> names = new TreeSet<>();
        for (Parsed.Unit unit : sources.units()) {
            new EnvironmentReads(names).scan(unit.tree(), null);
        }
        return names;
    }

    private static final class EnvironmentReads extends TreeScanner<Void, Void> {
        private final Set<String> names;
        private final Map<String, String> constants = new HashMap<>();

        EnvironmentReads(Set<String> names) {
            this.names = names;
        }

        @Override
        public Void visitVariable(VariableTree node, Void nothing) {
            if (node.getInitializer() instanceof LiteralTree literal && literal.getValue() instanceof String text) {
                constants.put(node.getName().toString(), text);
            }
            return super.visitVariable(node, null);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree node, Void nothing) {
            if (node.getMethodSelect() instanceof MemberSelectTree method
                    && LOOKUPS.contains(method.getIdentifier().toString())
                    && isEnvironment(method.getExpression())) {
                String name = text(node.getArguments().getFirst());
                if (VARIABLE.matcher(name).matches()) {
                    names.add(name);
                }
            }
            return super.visitMethodInvocation(node, null);
        }

        private static boolean isEnvironment(ExpressionTree receiver) {
            String words = receiver.toString().toLowerCase(java.util.Locale.ROOT);
            return words.matches(".*\\b\\w*env(ironment)?(\\(\\))?$");
        }

        private String text(ExpressionTree argument) {
            if (argument instanceof LiteralTree literal) {
                return String.valueOf(literal.getValue());
            }
            return argument instanceof IdentifierTree constant
                    ? constants.getOrDefault(constant.getName().toString(), "")
                    : "";
        }
    }
}
