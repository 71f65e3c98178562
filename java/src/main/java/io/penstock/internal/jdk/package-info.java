/**
 * Private members of the JDK, each found once: the classes named {@code …Handles} say what they are for. A member
 * that is missing takes away the kinds of channels that need it, and no others.
 *
 * <p>Uses {@code load} and {@code jni}. {@code Members}, which finds them by the JDK's own lookup, gives none away:
 * method handles do not leave this package, what others call are methods with types. Nothing here knows transfers.
 */
package io.penstock.internal.jdk;
