/**
 * Finds and loads the native library, once, and knows why it could not: {@code Library.failure()}. Also recognises a
 * lack that may pass: {@code Room} for the stack and the heap, {@code Scarcity} for descriptors and the disk.
 *
 * <p>Uses {@code jni} for the version. No class initialiser loads it: a class whose initialiser has thrown stays
 * unusable.
 */
package io.penstock.internal.load;
