/**
 * What {@code io.penstock} and all others hand to each other, as far as it is not public: {@code Defaults}, the options
 * of calls that are given none; {@code Transferred} and {@code Copied}, what the public results are.
 *
 * <p>Uses {@code load}, and the public types. Decides nothing.
 */
package io.penstock.internal.value;
