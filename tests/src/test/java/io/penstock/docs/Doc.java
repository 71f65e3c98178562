package io.penstock.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of the documentation: its text without the fenced blocks, and the blocks.
 *
 * @param path from the root of the project
 */
record Doc(Path path, String prose, List<Block> blocks) {
    private static final String FENCE = "```";
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
    static final Pattern SPAN = Pattern.compile("(?<!`)`([^`]+)`(?!`)");

    /** A fenced block: its language, which may be empty, and the number of its first line. */
    record Block(String language, int line, String text) {}

    /** The words in a drawing; what it sets as code is between backquotes. */
    private static final Pattern WORDS = Pattern.compile("<(text|title)\\b[^>]*>(.*?)</\\1>", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("<tspan class=\"code\">([^<]*)</tspan>");

    /** All pages: of the root, of {@code docs} and of {@code examples}. */
    static List<Doc> all() throws IOException {
        List<Doc> docs = new ArrayList<>();
        for (String directory : List.of("", "docs", "examples")) {
            try (Stream<Path> files = Files.list(Path.of(directory))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".md")).sorted().toList())
                    docs.add(of(file, Files.readString(file)));
            }
        }
        return docs;
    }

    /** Those that are made by hand: others show figures. */
    static List<Doc> drawings() throws IOException {
        List<Doc> docs = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("docs"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".svg")).sorted().toList())
                docs.add(drawing(file, Files.readString(file)));
        }
        return docs;
    }

    static Doc drawing(Path path, String svg) {
        String words = WORDS.matcher(svg).results().map(match -> match.group(2)).collect(Collectors.joining("\n"));
        return new Doc(path, CODE.matcher(words).replaceAll("`$1`"), List.of());
    }

    static Doc of(Path path, String text) {
        StringBuilder prose = new StringBuilder();
        List<Block> blocks = new ArrayList<>();
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].startsWith(FENCE)) {
                prose.append(lines[i]).append('\n');
                continue;
            }
            String language = lines[i].substring(FENCE.length()).strip();
            StringBuilder block = new StringBuilder();
            int first = ++i;
            while (!lines[i].startsWith(FENCE)) block.append(lines[i++]).append('\n');
            blocks.add(new Block(language, first + 1, block.toString()));
        }
        return new Doc(path, prose.toString(), blocks);
    }

    /** What stands between backquotes; its line ends are spaces. */
    List<String> spans() {
        return SPAN.matcher(prose).results().map(match -> match.group(1).replace('\n', ' ')).toList();
    }

    /**
     * What a reader may type: the lines of blocks that are in no language, without their comments, and what stands
     * between backquotes.
     */
    List<String> commands() {
        Stream<String> typed = blocks.stream().filter(block -> block.language().isEmpty())
            .flatMap(block -> block.text().lines())
            .map(line -> line.replaceAll("\\s# .*", ""));
        return Stream.concat(typed, spans().stream()).toList();
    }

    /** What links to this page may name after a {@code #}, made of the headings as forges do. */
    Set<String> anchors() {
        return HEADING.matcher(prose).results()
            .map(match -> match.group(1).strip().toLowerCase().replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
            .collect(Collectors.toCollection(HashSet::new));
    }
}
