package io.penstock.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A source file of Java or Rust, apart from what only people read.
 *
 * @param path from the root of the project
 * @param text without comments, literals left empty
 * @param names what the code is made of: identifiers, and the literals that are such, by which something is looked up
 * @param comments the Javadoc's too, as a page of the documentation
 */
record Code(Path path, String text, Set<String> names, Doc comments) {
    /** Literals in the order in which they have to be tried, characters, comments. */
    private static final Pattern PART = Pattern.compile(String.join("|", "\"\"\".*?\"\"\"", "r#\".*?\"#",
        "\"(?:[^\"\\\\]++|\\\\.)*+\"", "'(?:\\\\[^']+|[^'\\\\])'", "//[^\n]*", "/\\*.*?\\*/"), Pattern.DOTALL);
    private static final Pattern COMMENT_MARK = Pattern.compile("(?m)^ *(?:\\* ?|/\\*+|//[/!]?)");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_]\\w*");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>.*?</pre>|```.*?```", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("\\{@code\\s+((?:[^{}]|\\{[^{}]*\\})*)\\}");
    private static final Pattern LINK =
        Pattern.compile("(?:\\{@link(?:plain)?|@see)\\s+([\\w.#]+)(?:\\([^)]*\\))?[^}\n]*\\}?");
    private static final Pattern GENERATED = Pattern.compile("(?:.*/)?(?:build|target|\\.gradle|\\.git)(?:/.*)?");

    /** All that there is in the project, the tests included. */
    static List<Code> all() throws IOException {
        List<Code> all = new ArrayList<>();
        for (Path file : files()) {
            if (file.toString().matches(".*\\.(java|rs)")) all.add(of(file, Files.readString(file)));
        }
        return all;
    }

    /** The files that nothing has generated. */
    static List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        Files.walkFileTree(Path.of(""), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean generated = GENERATED.matcher(folder.toString()).matches();
                return generated ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                all.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return all;
    }

    static Code of(Path path, String source) {
        StringBuilder text = new StringBuilder();
        StringBuilder comments = new StringBuilder();
        List<String> literals = new ArrayList<>();
        int end = 0;
        for (MatchResult part : PART.matcher(source).results().toList()) {
            text.append(source, end, part.start()).append(' ');
            end = part.end();
            String found = part.group();
            if (found.startsWith("/")) comments.append(COMMENT_MARK.matcher(found).replaceAll("")).append('\n');
            else if (found.matches("\"[\\w.$/]+\"")) literals.add(found);
        }
        text.append(source, end, source.length());
        Set<String> names = Stream.concat(Stream.of(text.toString()), literals.stream())
            .flatMap(code -> NAME.matcher(code).results()).map(MatchResult::group).collect(Collectors.toSet());
        return new Code(path, text.toString(), names, new Doc(path, markdown(comments.toString()), List.of()));
    }

    /** What Javadoc marks as code, marked as Markdown does. Examples are compiled: they go. */
    private static String markdown(String comments) {
        String tagged = TAG.matcher(EXAMPLE.matcher(comments).replaceAll("")).replaceAll("`$1`");
        return LINK.matcher(tagged).replaceAll("`$1`");
    }

    /** What its name is to others: the class, or the module of Rust. */
    String stem() {
        String name = path.getFileName().toString();
        return name.equals("mod.rs") ? path.getParent().getFileName().toString() : name.substring(0, name.indexOf('.'));
    }
}
