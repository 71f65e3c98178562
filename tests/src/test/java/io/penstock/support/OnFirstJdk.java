package io.penstock.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * The class depends little on the JDK: {@code make test} runs it on the first one only, and not without the library;
 * {@code make proof} everywhere. Not for a class with tests that need a newer JDK, such as those of virtual threads.
 */
@Tag("once")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OnFirstJdk {}
