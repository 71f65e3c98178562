/**
 * Our own {@code FileChannel}: {@code FileChannels} opens and wraps, {@code WrappedFileChannel} is the channel, {@code
 * PositionalIo} and {@code Gate} are for those opened as {@code CONCURRENT}, {@code ArenaChannel} is for JDK 22 and
 * later.
 *
 * <p>Uses {@code transfer}, {@code end}, {@code jdk} and {@code jni}. The packages below know such a channel only as an
 * {@code end.FileWrapper}.
 */
package io.penstock.internal.channel;
