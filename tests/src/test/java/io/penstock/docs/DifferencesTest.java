package io.penstock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.OnPurpose;
import io.penstock.support.Proof;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What {@code docs/differences.md} says is tested: each row has a test that is marked {@link OnPurpose}, and each mark
 * a row.
 */
class DifferencesTest {
    @Test
    void eachRowIsTested() throws Exception {
        List<Class<?>> classes =
            ReflectionSupport.findAllClassesInPackage("io.penstock", type -> true,
            name -> !name.startsWith("io.penstock.internal."));
        Set<String> tested = classes.stream()
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .flatMap(method -> AnnotationSupport.findAnnotation(method, OnPurpose.class).stream())
            .flatMap(mark -> Arrays.stream(mark.value())).collect(Collectors.toCollection(TreeSet::new));
        Set<String> rows = Files.readAllLines(Path.of("docs/differences.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| what "))
            .map(line -> line.split("\\|")[1].strip()).collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows).as("rows").isNotEmpty();
        assertThat(tested).as("marks of tests, against the rows").isEqualTo(rows);
        Proof.line("differences on purpose: %d, all with a test: docs/differences.md", rows.size());
    }
}
