package io.penstock.docs;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ReflectionSupport;

/** The Java sources of what users get, as text. */
final class Sources {
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\n(.*?)\n\\s*\\* *\\}</pre>", Pattern.DOTALL);

    private static List<String> literals;

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
        if (literals != null) return literals; // asked for each page
        List<String> all = new ArrayList<>();
        for (Path file : files())
            LITERAL.matcher(Files.readString(file)).results().map(match -> match.group(1).translateEscapes())
                .forEach(all::add);
        literals = all;
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

    /** What users of the library can see. */
    static List<Class<?>> publicTypes() throws IOException {
        List<Class<?>> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("java/src/main/java/io/penstock"))) {
            for (Path file : files.filter(path -> path.toString().matches(".*/\\w+\\.java")).sorted().toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                Class<?> type = ReflectionSupport.tryToLoadClass("io.penstock." + name)
                    .getOrThrow(e -> new IllegalStateException(file + " has no class", e));
                if (Modifier.isPublic(type.getModifiers())) all.add(type);
            }
        }
        return all;
    }

    /** Whether every object has such a method, or it only returns what a record or other value keeps. */
    static boolean isInherited(Method method) {
        boolean isAccessor = method.getParameterCount() == 0
            && Arrays.stream(method.getDeclaringClass().getDeclaredFields()).anyMatch(field ->
            field.getName().equals(method.getName()) && field.getType() == method.getReturnType()
                && !Modifier.isStatic(field.getModifiers()));
        return isAccessor || Arrays.stream(Object.class.getMethods())
            .anyMatch(any -> any.getName().equals(method.getName()))
            || method.getName().equals("getMessage");
    }
}
