package io.penstock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures on the README's first screen are those of docs/benchmarks.md, the missed goals too. */
class ReadmeTest {
    private static final List<String> JDKS = List.of("17", "21", "25");

    @ParameterizedTest
    @CsvSource({
        "receive 1 GiB from a socket into a file, SocketToFile.receive cached",
        "relay 1 GiB from a socket to a socket; stock: a loop with 64 KiB, RelayStreams.relay",
        "send 4 KiB of a file to a socket, SendCalls.send 4096",
        "send 1 GiB of a file to a socket, FileToSocket.whole"})
    void figuresAreMeasured(String row, String question) throws IOException {
        List<String> shown = cells(row(Files.readAllLines(Path.of("README.md")), "| " + row + " |"));
        List<String> page = Files.readAllLines(Path.of("docs/benchmarks.md"));
        int heading = page.indexOf(page.stream().filter(line -> isHeading(line, question)).findFirst().orElseThrow());
        List<String> results = page.subList(heading + 1, page.size()).stream()
            .takeWhile(line -> !line.startsWith("## ")).toList();
        List<String> goal = goal(page, question);
        for (int i = 0; i < JDKS.size(); i++) {
            String result = row(results, "| penstock | " + JDKS.get(i) + " |");
            String expected = result == null ? "not measured" : rounded(cells(result).get(5));
            boolean isMissed = goal != null && goal.get(3 + i).contains("missed");
            String cell = shown.get(1 + i).replace("**", "");
            assertThat(cell).as("%s, JDK %s", row, JDKS.get(i)).startsWith(expected);
            assertThat(cell.contains("goal")).as("%s, JDK %s: says a goal", row, JDKS.get(i)).isEqualTo(isMissed);
        }
    }

    private static boolean isHeading(String line, String question) {
        return line.equals("## " + question) || line.startsWith("## " + question + ",");
    }

    /** The row of the table of goals, or null if there is no goal against stock. */
    private static List<String> goal(List<String> page, String question) {
        String row = row(page, "| " + question + " | speed, times stock's |");
        return row == null ? null : cells(row);
    }

    private static String row(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElse(null);
    }

    private static List<String> cells(String row) {
        return List.of(row.substring(2, row.length() - 2).split(" \\| "));
    }

    /** Two digits, rounded down. */
    private static String rounded(String figure) {
        return figure.substring(0, figure.startsWith("0.") ? 4 : 3);
    }
}
