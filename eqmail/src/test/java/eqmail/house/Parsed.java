package eqmail.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Sources as the compiler's parser sees them; one run for all files. */
record Parsed(List<Unit> units) {
    /** A file: its tree, and the methods it has. */
    record Unit(Path file, CompilationUnitTree tree, List<Method> methods) {}

    /** A method or constructor and its height on the screen, signature included. */
    record Method(String name, long line, long lines) {}

    static Parsed of(List<Path> files) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) javac.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            List<Unit> units = new ArrayList<>();
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree tree : task.parse()) {
                units.add(new Unit(Path.of(tree.getSourceFile().toUri()), tree, methods(tree, positions)));
            }
            return new Parsed(units);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Method> methods(CompilationUnitTree tree, SourcePositions positions) {
        List<Method> found = new ArrayList<>();
        new TreeScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree node, String outer) {
                return super.visitClass(node, node.getSimpleName().toString());
            }

            @Override
            public Void visitMethod(MethodTree node, String owner) {
                if (node.getBody() != null) {
                    long first = line(node.getReturnType() == null ? node.getBody() : node.getReturnType());
                    long last = tree.getLineMap().getLineNumber(positions.getEndPosition(tree, node));
                    found.add(new Method(owner + "." + node.getName(), first, last - first + 1));
                }
                return super.visitMethod(node, owner);
            }

            private long line(com.sun.source.tree.Tree node) {
                return tree.getLineMap().getLineNumber(positions.getStartPosition(tree, node));
            }
        }.scan(tree, "");
        return found;
    }
}
