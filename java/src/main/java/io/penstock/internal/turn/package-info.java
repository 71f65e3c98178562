/**
 * What happens between two turns of a transfer: listeners, rates, cancellation. {@code Hold} is what a transfer
 * releases meanwhile.
 *
 * <p>Uses {@code thread}, {@code jdk} and {@code jni}. Listeners are called here, with nothing held.
 */
package io.penstock.internal.turn;
