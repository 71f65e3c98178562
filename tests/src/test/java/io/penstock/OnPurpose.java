package io.penstock;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the row of {@code docs/differences.md} that a test holds the library to. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(OnPurpose.Several.class)
@interface OnPurpose {
    /** The first column of the row. */
    String value();

    /** For tests of several rows. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Several {
        OnPurpose[] value();
    }
}
