/**
 * Our own threads and their tasks: {@code Daemon} starts one when there is work and ends it when there is none; {@code
 * VirtualWaits} wakes virtual threads whose wait has become pointless, {@code CancellableThread} those whose transfer
 * was cancelled.
 *
 * <p>Uses {@code jdk}. Never calls what it wakes.
 */
package io.penstock.internal.thread;
