/**
 * Memory outside of the heap: {@code Buffers} for bytes on their way, {@code SharedCleaner} for objects that are never
 * closed.
 *
 * <p>Uses {@code jdk}, {@code load} and {@code jni}. Knows no channels.
 */
package io.penstock.internal.memory;
