/**
 * A message of a header, parts of files and a trailer: {@code Gathers} checks and chooses, {@code KernelGather} has
 * it sent in few packets.
 *
 * <p>Uses {@code transfer} where the parts go one by one, and {@code end}, {@code flow}, {@code turn} and
 * {@code event}.
 */
package io.penstock.internal.gather;
