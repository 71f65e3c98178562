/**
 * One transfer out of a file or into one: {@code Transfers} checks the arguments and chooses, {@code Transfer} is
 * the operation that both directions share, a class for each way moves the bytes.
 *
 * <p>Uses {@code end}, {@code flow}, {@code turn}, {@code event} and what is below them.
 */
package io.penstock.internal.transfer;
