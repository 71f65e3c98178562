/**
 * Private members of the JDK, each found once: the classes named {@code …Handles} say what they are for. A member
 * that is missing takes away the kinds of channels that need it, and no others.
 *
 * <p>Uses {@code load} and {@code jni}. {@code Members}, which finds them by the JDK's own lookup, gives none away:
 * no other package of ours invokes a method handle, what those call are methods with types. Nothing here knows transfers.
 */
package io.penstock.internal.jdk;
