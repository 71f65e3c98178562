/**
 * What the agent calls in place of the JDK's own transfers, for callers that do not know this library.
 *
 * <p>Uses {@code transfer}, {@code end} and {@code jdk}. Calls no transfer of a channel, which would come back here.
 */
package io.penstock.internal.substitute;
