/**
 * One call that moves bytes, from its first turn to its last: {@code Operation} holds what a transfer, a gather, a copy
 * and a relay have in common, and decides what their caller gets when they are cut short.
 *
 * <p>Uses {@code end}, {@code turn} and {@code event}. Does not move bytes itself.
 */
package io.penstock.internal.operation;
