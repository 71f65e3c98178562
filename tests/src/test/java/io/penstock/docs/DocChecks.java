package io.penstock.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what is wrong in a page. Each check returns one line for each mistake. */
final class DocChecks {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("\\w+:.*");
    private static final Pattern MAKE =
        Pattern.compile("(?<![\\w/.-])((?:[A-Z]+=\\S+ )*)make((?: +[\\w=./\\[\\]…-]+)+)");
    private static final Pattern PROJECT_PATH = Pattern.compile("(?<![\\w/.])([a-z.]+)(?:/[\\w.*-]+)+/?");
    private static final Pattern GRADLE_PROJECT = Pattern.compile("(?<= ):([\\w-]+):\\w+");
    private static final Pattern AGENT_STRING =
        Pattern.compile("(?:penstock-agent\\.jar=|penstock-agent\\.jar (?!\\.))([\\w=,]+)");
    private static final Pattern PROPERTY = Pattern.compile("(?:-D|(?<![\\w./-]))(penstock\\.(?!jar)[a-z.]+)");
    private static final Pattern EVENT = Pattern.compile("(io\\.penstock\\.(?:[a-z]+\\.)*[A-Z]\\w+)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| *`(.+?)` *\\|");

    private DocChecks() {}

    /** Links within the project, their anchors included. */
    static List<String> links(Doc doc) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String link : targets(doc)) {
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? doc.path() : doc.path().resolveSibling(parts[0]).normalize();
            boolean here = target.equals(doc.path());
            if (!here && !Files.exists(target)) wrong.add(doc.path() + ": nothing is at " + link);
            else if (parts.length > 1 && !(here ? doc : Doc.of(target, Files.readString(target))).anchors()
                .contains(parts[1]))
                wrong.add(doc.path() + ": no heading for " + link);
        }
        return wrong;
    }

    static List<String> targets(Doc doc) {
        return matches(LINK, doc.prose()).map(match -> match.group(1))
            .filter(link -> !ELSEWHERE.matcher(link).matches()).toList();
    }

    /** Targets and variables of make, tasks of Gradle, and files of the project. */
    static List<String> commands(Doc doc) throws IOException {
        String makefile = Files.readString(Path.of("Makefile"));
        String scripts = makefile + Files.readString(Path.of("tests/run"));
        String settings = Files.readString(Path.of("settings.gradle"));
        List<String> wrong = new ArrayList<>();
        for (String command : doc.commands()) {
            for (MatchResult make : matches(MAKE, command).toList()) {
                for (String word : (make.group(1) + make.group(2)).strip().split("[ \\[\\]]+")) {
                    boolean variable = word.contains("=");
                    String name = variable ? word.substring(0, word.indexOf('=')) : word;
                    boolean known = variable ? scripts.matches("(?s).*\\$[({]" + name + "\\b.*")
                        : makefile.matches("(?s).*\n" + name + ":.*");
                    if (!known) wrong.add("%s: the Makefile does not know %s of: %s"
                        .formatted(doc.path(), name, command));
                }
            }
            matches(GRADLE_PROJECT, command).filter(match -> !settings.contains("'" + match.group(1) + "'"))
                .forEach(match -> wrong.add("%s: no project %s: %s".formatted(doc.path(), match.group(1), command)));
            matches(PROJECT_PATH, command)
                .filter(match -> isOurs(match.group(1)) && !match.group().matches(".*([*]|\\bbuild\\b).*"))
                .filter(match -> !Files.exists(Path.of(match.group())))
                .forEach(match -> wrong.add("%s: nothing is at %s".formatted(doc.path(), match.group())));
        }
        return wrong;
    }

    private static boolean isOurs(String directory) {
        return Files.isDirectory(Path.of(directory)) && !Set.of("build", "target").contains(directory);
    }

    /** Options in agent strings. */
    static List<String> agentStrings(Doc doc) throws IOException {
        Set<String> known = agentOptions();
        return matches(AGENT_STRING, String.join("\n", doc.commands()))
            .flatMap(match -> Arrays.stream(match.group(1).split(",")))
            .filter(option -> !known.contains(option.split("=")[0]))
                .map(option -> doc.path() + ": the agent has no option " + option).toList();
    }

    /** What the agent says that it knows. */
    static Set<String> agentOptions() throws IOException {
        String known = Sources.literals().stream().filter(literal -> literal.contains("known are ")).findFirst()
            .orElseThrow();
        return Arrays.stream(known.split("known are ")[1].split(", ")).map(option -> option.split("=")[0])
            .collect(Collectors.toSet());
    }

    /** Names of our system properties, of our events, and of classes with their package. */
    static List<String> properties(Doc doc) throws IOException {
        List<String> literals = Sources.literals();
        String all = String.join("\n", doc.commands());
        return Stream.concat(matches(PROPERTY, all), matches(EVENT, all)).map(match -> match.group(1))
            .filter(name -> !name.matches("penstock\\.(tests|bench)\\..*")) // the tests' own
            .filter(name -> !literals.contains(name) && type(name) == null)
                .map(name -> doc.path() + ": nothing is called " + name).toList();
    }

    /** Classes, functions, members, constants and files: ours, the JDK's, or on the list of those of others. */
    static List<String> names(Doc doc, Names names) {
        return Mention.of(withoutGone(doc)).filter(mention -> !names.has(mention))
            .map(mention -> doc.path() + ": there is no " + mention).toList();
    }

    /** The first column of tables that begin with {@code | before |} names what is no more. */
    private static Doc withoutGone(Doc doc) {
        StringBuilder prose = new StringBuilder();
        boolean gone = false;
        for (String line : doc.prose().split("\n")) {
            gone = line.strip().startsWith("| before |") || gone && line.strip().startsWith("|");
            prose.append(gone ? line.replaceFirst("\\|[^|]*\\|", "||") : line).append('\n');
        }
        return new Doc(doc.path(), prose.toString(), doc.blocks());
    }

    /**
     * Messages in the first column of tables that begin with {@code | message |}; what varies in them is written as ….
     */
    static List<String> messages(Doc doc) throws IOException {
        List<String> literals = Sources.literals().stream().map(literal -> literal.replaceAll("%[sd]", "…")).toList();
        return messagesOf(doc).stream().filter(message -> {
            String fixed = message.replaceAll("^… ?| ?…$", "");
            return fixed.length() < 3 || literals.stream().noneMatch(literal -> literal.contains(fixed));
        }).map(message -> doc.path() + ": nobody says: " + message).toList();
    }

    static List<String> messagesOf(Doc doc) {
        return Arrays.stream(doc.prose().split("\n\n")).map(String::strip)
            .filter(table -> table.startsWith("| message |"))
            .flatMap(table -> matches(ROW, table)).map(match -> match.group(1)).toList();
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, DocChecks.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
