/**
 * Events of Flight Recorder, one for each transfer. The one place that works without {@code jdk.jfr}.
 *
 * <p>Uses {@code load}. Others hand over what has happened; nothing here looks at a channel.
 */
package io.penstock.internal.event;
