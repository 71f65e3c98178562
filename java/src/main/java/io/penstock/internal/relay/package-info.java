/**
 * Bytes from one channel to another, without a file: {@code Relaying} chooses and runs, {@code BothWays} runs two.
 *
 * <p>Uses {@code operation}, {@code transfer} for bytes that could not be delivered, and {@code end}, {@code flow},
 * {@code turn} and {@code event}.
 */
package io.penstock.internal.relay;
