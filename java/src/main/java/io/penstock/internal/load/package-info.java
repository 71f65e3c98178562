/**
 * Finds and loads the native library, once, and knows why it could not: {@code Library.failure()}. Also what is
 * lacking for the moment only: {@code Room} for the stack and the heap, {@code Scarcity} for descriptors and the
 * disk.
 *
 * <p>Uses {@code jni} for the version. No class initialiser loads: what that throws, the class keeps for ever.
 */
package io.penstock.internal.load;
