/**
 * What the native library holds between two calls: {@code Flow} for bytes out of a stream, {@code Gathering} for the
 * parts of a message, {@code HeldBytes} for those that could not be delivered.
 *
 * <p>Uses {@code thread}, {@code memory}, {@code jdk}, {@code load} and {@code jni}. Never waits, and knows no locks:
 * its callers have the ends.
 */
package io.penstock.internal.flow;
