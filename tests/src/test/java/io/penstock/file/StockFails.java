package io.penstock.file;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A clause of NIO's text that the JDK's own channel breaks on some releases, where its test has to fail; see
 * {@link Marks}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface StockFails {
    /** The releases. */
    int[] on();

    /** What the JDK does instead. */
    String why();

    /** Whether the agent, under the JDK's channels, leaves that as it is. */
    boolean alsoWithAgent() default true;

    /** A part of the message with which the test fails, so that another failure is not taken for this one. */
    String shows();
}
