/**
 * How it is done. Not an interface: everything here may change with any release.
 *
 * <p>Calls go from {@link io.penstock.internal.Transfers}, which checks and chooses, to a {@code Transfer} that carries the bytes:
 * {@code KernelSend} and {@code StreamReceive} by {@code Native}, {@code StockSend} and {@code StockReceive} by the JDK,
 * {@code BufferSend} and {@code BufferReceive} through a buffer. {@code FileHandles} and its like reach into the JDK's channels,
 * so that a transfer keeps to their locks and their close protocol.
 */
package io.penstock.internal;
