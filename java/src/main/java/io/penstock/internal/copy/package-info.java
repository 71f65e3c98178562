/**
 * Copies between files: {@code Copies} checks and chooses, {@code FileCopy} copies a range with its holes and shared
 * blocks, {@code PathCopy} a whole file so that its target is complete or as it was.
 *
 * <p>Uses {@code operation}, {@code end}, {@code turn} and {@code event}.
 */
package io.penstock.internal.copy;
