package io.penstock.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rows of {@code docs/differences.md} that a test holds the library to; {@code DifferencesTest} reads them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnPurpose {
    /** The first columns of the rows. */
    String[] value();
}
