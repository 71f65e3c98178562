package io.penstock.docs;

import java.io.IOException;
import java.lang.reflect.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a text may name: what our sources declare or use, what the JDK has, and a list of what others have. */
final class Names {
    private static final Path OTHERS = Path.of("tests/src/test/resources/io/penstock/names.txt");
    private static final String IMPL = "impl(?:<[^>]*>)?(?: \\S+ for)?";
    private static final Pattern DECLARED =
        Pattern.compile("\\b(?:class|interface|record|enum|struct|trait|type|mod|" + IMPL + ") +(\\w+)");
    private static final Pattern SUPERTYPES = Pattern.compile("\\b(?:extends|implements) +([\\w.<>?, ]+)");
    private static final List<String> PACKAGES = List.of(
        "java.lang", "java.lang.invoke", "java.lang.ref", "java.io", "java.net", "java.nio", "java.nio.channels",
        "java.nio.channels.spi", "java.nio.file", "java.util", "java.util.concurrent",
        "java.util.concurrent.locks", "java.util.zip", "javax.net.ssl", "sun.nio.ch", "sun.nio.fs",
        "jdk.internal.misc", "jdk.internal.ref");

    private final Map<String, Set<Code>> declared = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    Names(List<Code> sources) throws IOException {
        Code.files().forEach(file -> used.add(file.getFileName().toString()));
        for (Code code : sources) {
            used.addAll(code.names());
            declare(code.stem(), code);
            DECLARED.matcher(code.text()).results().forEach(name -> declare(name.group(1), code));
        }
        for (String line : Files.readAllLines(OTHERS)) if (!line.startsWith("#")) used.addAll(List.of(line.split(" ")));
    }

    private void declare(String name, Code code) {
        declared.computeIfAbsent(name, any -> new HashSet<>()).add(code);
    }

    boolean has(Mention mention) {
        return mention.owner() == null ? has(mention.name()) : has(mention.owner(), mention.name());
    }

    private boolean has(String name) {
        return used.contains(name) || declared.containsKey(name) || jdk(name) != null;
    }

    /** Whether the class, one above it, or the module of Rust has the member, the JDK's in one release or another. */
    private boolean has(String owner, String member) {
        if (!declared.containsKey(owner)) return has(owner) && has(member) || isMember(jdk(owner), member);
        return has(owner, member, new HashSet<>());
    }

    private boolean has(String owner, String member, Set<String> seen) {
        if (!seen.add(owner)) return false;
        Set<Code> files = declared.getOrDefault(owner, Set.of());
        return files.stream().anyMatch(code -> code.names().contains(member)) || isMember(jdk(owner), member)
            || files.stream().flatMap(code -> SUPERTYPES.matcher(code.text()).results())
                .flatMap(above -> Arrays.stream(above.group(1).split("\\W+")))
                .anyMatch(above -> has(above, member, seen));
    }

    private static boolean isMember(Class<?> type, String name) {
        if (type == null) return false;
        Member[][] all = {type.getMethods(), type.getDeclaredMethods(), type.getFields(), type.getDeclaredFields()};
        Stream<String> members = Arrays.stream(all).flatMap(Arrays::stream).map(Member::getName);
        Stream<String> classes = Arrays.stream(type.getDeclaredClasses()).map(Class::getSimpleName);
        return name.equals("class") || Stream.concat(members, classes).anyMatch(name::equals);
    }

    private static Class<?> jdk(String name) {
        if (!Character.isUpperCase(name.charAt(0))) return null;
        for (String in : PACKAGES) {
            try {
                return Class.forName(in + '.' + name, false, ClassLoader.getPlatformClassLoader());
            } catch (ClassNotFoundException e) {
                continue; // another package
            }
        }
        return null;
    }
}
