/**
 * Private members of the JDK, each found once: the classes named {@code …Handles} say what they are for. A missing
 * member disables the kinds of channels that need it, and no others.
 *
 * <p>Uses {@code load} and {@code jni}. {@code Members}, which finds them by the JDK's own lookup, keeps it private:
 * no other package of ours invokes a method handle; others call methods with types. No class here knows transfers.
 */
package io.penstock.internal.jdk;
