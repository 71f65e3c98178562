package io.penstock.docs;

import io.penstock.support.Program;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The Java that the documentation shows, compiled against the finished JARs. A program is compiled as it stands, a
 * fragment as the body of a method that may use what {@link #CONTEXT} declares. One that begins with
 * {@code // JDK 21 and later} is left out before.
 */
final class Snippets {
    /** What fragments may take for granted. Fields, so that a fragment may declare a variable of the same name. */
    private static final String CONTEXT = """
        import io.netty.channel.ChannelHandlerContext;
        import io.netty.channel.DefaultFileRegion;
        import io.penstock.*;
        import io.penstock.netty.NativeFileRegions;
        import java.io.*;
        import java.net.*;
        import java.nio.*;
        import java.nio.channels.*;
        import java.nio.file.*;
        import java.util.*;
        import java.util.concurrent.*;

        @SuppressWarnings("unused")
        class %s {
            static Path path, source, target;
            static FileChannel file, other, aStockChannel;
            static SocketChannel socket, client, backend;
            static Selector selector;
            static Socket plainJavaNetSocket;
            static ServerSocketChannel server;
            static ByteBuffer head, directBuffer;
            static long position, count, n;
            static Cancellation cancellation;
            static ChannelHandlerContext context;

            static void show(long done, long all) {}

            static void fragment() throws Exception {
        %s    }
        }
        """;

    private static final Pattern PROGRAM = Pattern.compile("(?m)^public (?:final )?class (\\w+)");
    private static final Pattern SINCE = Pattern.compile("\\A// JDK (\\d+) and later");

    private Snippets() {}

    /** Whether this JVM has a compiler. */
    static boolean canCompile() {
        return ToolProvider.getSystemJavaCompiler() != null;
    }

    /** The name of the class if this is a program, else null. */
    static String program(String text) {
        Matcher matcher = PROGRAM.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    /** The Java of a page that this JDK can compile. */
    static List<Doc.Block> of(Doc doc) {
        return doc.blocks().stream().filter(block -> block.language().equals("java")).filter(block -> {
            Matcher since = SINCE.matcher(block.text());
            return !since.find() || Integer.parseInt(since.group(1)) <= Runtime.version().feature();
        }).toList();
    }

    /** Compiles all Java of these pages; the classes go below the directory. Returns the compiler's errors. */
    static List<String> compile(List<Doc> docs, Path classes) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (Doc doc : docs) for (Doc.Block block : of(doc)) sources.add(Source.of(doc, block));
        if (sources.isEmpty()) return List.of();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<String> options =
            List.of("-d", classes.toString(), "-cp", Program.jars("penstock", "netty-"), "-proc:none");
        compiler.getTask(null, null, said, options, null, sources).call();
        return said.getDiagnostics().stream().filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
            .map(one -> one.getSource() instanceof Source source ? source.where + ": " + one.getMessage(Locale.ROOT)
                : one.toString()).toList();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;
        final String where;

        private Source(String name, String text, String where) {
            super(URI.create("string:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
            this.where = where;
        }

        static Source of(Doc doc, Doc.Block block) {
            String where = doc.path() + ":" + block.line();
            String program = program(block.text());
            if (program != null) return new Source(program, block.text(), where);
            String name = where.replaceAll("\\W", "_");
            return new Source(name, CONTEXT.formatted(name, block.text()), where);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
