package io.penstock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Java sources of what users get, as text. */
final class Sources {
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\n(.*?)\n\\s*\\* *\\}</pre>", Pattern.DOTALL);

    private Sources() {}

    private static List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String project : List.of("java", "netty", "agent")) {
            try (Stream<Path> files = Files.walk(Path.of(project, "src"))) {
                files.filter(path -> path.toString().endsWith(".java")).sorted().forEach(all::add);
            }
        }
        return all;
    }

    /** All string literals. */
    static List<String> literals() throws IOException {
        List<String> all = new ArrayList<>();
        for (Path file : files())
            LITERAL.matcher(Files.readString(file)).results().map(match -> match.group(1).translateEscapes()).forEach(all::add);
        return all;
    }

    /** The examples in Javadoc, each file with such as a page of the documentation. */
    static List<Doc> examples() throws IOException {
        List<Doc> all = new ArrayList<>();
        for (Path file : files()) {
            String source = Files.readString(file);
            List<Doc.Block> blocks = EXAMPLE.matcher(source).results().map(match -> {
                int line = (int) source.substring(0, match.start(1)).lines().count() + 1;
                return new Doc.Block("java", line, match.group(1).replaceAll("(?m)^ *\\* ?", "") + '\n');
            }).toList();
            if (!blocks.isEmpty()) all.add(new Doc(file, "", blocks));
        }
        return all;
    }
}
