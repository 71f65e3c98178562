package io.penstock.artifact;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.penstock.support.EndsInTime;
import io.penstock.support.OnFirstJdk;
import io.penstock.support.Program;
import io.penstock.support.Proof;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls between the packages of {@code io.penstock.internal}, the rooms, go one way: the package-info of each says what
 * for.
 */
@EndsInTime
@OnFirstJdk
class RoomsTest {
    /**
     * From below: a room, and those that it calls, which stand above it here. Constants, which the compiler copies, are
     * no calls.
     */
    private static final String ROOMS = """
        jni
        load       jni
        jdk        jni load
        thread     jdk
        values     thread
        value      load values
        memory     jni load jdk
        event      load values
        turn       jni jdk thread values
        flow       jni load jdk thread memory values
        end        jni load jdk thread memory turn values
        map        jni jdk memory end values
        operation  event turn end values
        transfer   jni jdk memory event turn flow end operation value values
        relay      jni jdk memory event turn flow end operation transfer value values
        gather     jni load jdk memory event turn flow end operation transfer values
        copy       jni jdk memory event turn end operation value values
        channel    jni jdk value end operation transfer values
        substitute jdk turn end transfer values
        api        value flow end map transfer relay gather copy channel values
        """;

    /**
     * What of {@code io.penstock} users call; all else there are values, which they and the rooms hand to each other.
     */
    private static final Set<String> API =
        Set.of("NativeChannels", "MappedRegion", "RegionAccess", "RegionBuffers", "Relay", "Gather");

    private static final String INTERNAL = "io.penstock.internal";
    private static final JavaClasses CLASSES = read();

    /** Of the library's classes only: those of a newer JDK may be none that this reader knows. */
    private static JavaClasses read() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        try (JarFile jar = new JarFile(Program.jars("penstock.jar"))) {
            return new ClassFileImporter().importJar(jar);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Map<String, Set<String>> rooms() {
        Map<String, Set<String>> rooms = new LinkedHashMap<>();
        ROOMS.lines().map(line -> List.of(line.split(" +")))
            .forEach(words -> rooms.put(words.get(0), new TreeSet<>(words.subList(1, words.size()))));
        return rooms;
    }

    static List<String> names() {
        return List.copyOf(rooms().keySet());
    }

    /** Null if it is not ours. */
    private static String room(JavaClass type) {
        JavaClass of = type.getBaseComponentType();
        String in = of.getPackageName();
        if (in.startsWith(INTERNAL + ".")) return in.substring(INTERNAL.length() + 1);
        if (!in.equals("io.penstock")) return in.startsWith("io.penstock.") ? in : null;
        return API.contains(of.getName().substring(in.length() + 1).split("\\$")[0]) ? "api" : "values";
    }

    private static DescribedPredicate<JavaClass> in(String... rooms) {
        Set<String> all = Set.of(rooms);
        return DescribedPredicate.describe(String.join(", ", rooms), type -> room(type) != null
            && all.contains(room(type)));
    }

    private static final DescribedPredicate<JavaClass> NOT_OURS =
        DescribedPredicate.describe("others' classes", type -> room(type) == null);

    @Test
    void tableGoesOneWay() {
        Set<String> below = new TreeSet<>();
        rooms().forEach((room, called) -> {
            assertThat(below).as("above %s in the table", room).containsAll(called);
            below.add(room);
        });
    }

    @Test
    void everyClassHasARoom() {
        assertThat(CLASSES.stream().map(RoomsTest::room).filter(room -> room != null).collect(Collectors.toSet()))
            .isEqualTo(rooms().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void callsThoseBelowOnly(String room) {
        Set<String> called = new TreeSet<>(rooms().get(room));
        called.add(room);
        classes().that(in(room)).should().onlyDependOnClassesThat(in(called.toArray(String[]::new)).or(NOT_OURS))
            .check(CLASSES);
    }

    @Test
    void noArrowIsTooMany() {
        Map<String, Set<String>> found = new LinkedHashMap<>();
        names().forEach(room -> found.put(room, new TreeSet<>()));
        for (JavaClass type : CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String from = room(type);
                String to = room(dependency.getTargetClass());
                if (from != null && to != null && !from.equals(to)) found.get(from).add(to);
            }
        }
        assertThat(found).isEqualTo(rooms());
        Proof.line("rooms: %d packages, %d arrows between them, none upwards", found.size(), found.values().stream()
            .mapToInt(Set::size).sum());
    }

    /** What finds members of the JDK, whatever their access, and the handles of those it has found. */
    @Test
    void membersOfTheJdkStayInside() {
        DescribedPredicate<AccessTarget> handedOut = DescribedPredicate.describe("handles and lookups of jdk", member ->
            "jdk".equals(room(member.getOwner())) && dependsOnInvoke(member));
        noClasses().that(DescribedPredicate.not(in("jdk"))).should().accessTargetWhere(target(handedOut))
            .check(CLASSES);
        JavaClass members = CLASSES.get(INTERNAL + ".jdk.Members");
        assertThat(members.getMethod("implLookup").getModifiers()).extracting(Enum::name).contains("PRIVATE");
        assertThat(Arrays.stream(members.reflect().getMethods()).map(java.lang.reflect.Method::getName))
            .as("public ones")
            .doesNotContain("of", "method", "getter", "setter", "staticMethod", "staticValue");
    }

    private static boolean dependsOnInvoke(AccessTarget member) {
        JavaClass type = member instanceof AccessTarget.CodeUnitAccessTarget code ? code.getRawReturnType()
            : member instanceof AccessTarget.FieldAccessTarget field ? field.getRawType() : null;
        return type != null && type.getPackageName().equals("java.lang.invoke");
    }
}
