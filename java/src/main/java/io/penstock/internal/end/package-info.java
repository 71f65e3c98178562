/**
 * The two ends of a transfer, in the JDK's own protocol of locks, closes and interrupts: {@code SelectableEnd} and
 * {@code SocketEnd} for streams, {@code FileEnd}, {@code FileWrapper} and {@code FileCall} for files,
 * {@code SystemCall} for a call on both. {@code Coverage} knows which kinds can be served.
 *
 * <p>Uses {@code turn}, {@code thread}, {@code memory}, {@code jdk}, {@code load} and {@code jni}. Read
 * {@code docs/protocol.md} before a change: a thread in a file's thread set takes no lock and is never parked.
 */
package io.penstock.internal.end;
