/**
 * How it is done. Not an interface: everything here may change with any release.
 *
 * <p>Calls go from {@link io.penstock.internal.Transfers}, which checks and chooses, to a {@code Transfer} that carries the bytes:
 * {@code KernelTransfer} by {@code Native}, {@code StockTransfer} by the JDK, {@code BufferTransfer} through a buffer. The
 * {@code Handles} classes reach into the JDK's channels, so that a transfer keeps to their locks and their close protocol.
 */
package io.penstock.internal;
