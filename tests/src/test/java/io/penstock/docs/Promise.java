package io.penstock.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A row of the table in {@code docs/promises.md}.
 *
 * @param tests classes, or methods of them as {@code Class#method}
 * @param mutants names of patches in {@code tests/mutants}
 * @param proof what {@code make proof} tries
 */
record Promise(String text, Set<String> tests, Set<String> mutants, String proof) {
    static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\([^)]+\\)");

    static List<Promise> all() throws IOException {
        return Files.readAllLines(Path.of("docs/promises.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| promise "))
            .map(line -> line.split("\\|"))
            .map(cells -> new Promise(LINK.matcher(cells[1].strip()).replaceAll("$1"), quoted(cells[2]),
                quoted(cells[3]), cells[4].strip())).toList();
    }

    private static Set<String> quoted(String cell) {
        return QUOTED.matcher(cell).results().map(quoted -> quoted.group(1)).collect(Collectors.toSet());
    }
}
