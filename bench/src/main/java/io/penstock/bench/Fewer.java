package io.penstock.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a {@code @Param}: the values that a short run does with. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Fewer {
    /** With {@code --quick}; the same as otherwise if there are none. */
    String[] quick() default {};

    /** With {@code --check}, in which figures do not matter; the same as otherwise if there are none. */
    String[] check() default {};
}
