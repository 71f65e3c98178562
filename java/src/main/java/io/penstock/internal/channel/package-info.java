/**
 * Our own {@code FileChannel}: {@code FileChannels} opens and wraps, {@code WrappedFileChannel} is the channel,
 * {@code PositionalIo} and {@code Gate} are for those opened as {@code CONCURRENT}, {@code ArenaChannel} is for JDK
 * 22 and later.
 *
 * <p>Uses {@code transfer}, {@code end}, {@code jdk} and {@code jni}. Nothing below knows that there is such a
 * channel but as an {@code end.FileWrapper}.
 */
package io.penstock.internal.channel;
