/**
 * One call that moves bytes, from its first turn to its last: {@code Operation} holds what a transfer, a gather, a copy
 * and a relay have in common, and decides what their caller gets when they are cut short.
 *
 * <p>Uses {@code end}, {@code turn} and {@code event}. Knows no way of moving bytes.
 */
package io.penstock.internal.operation;
