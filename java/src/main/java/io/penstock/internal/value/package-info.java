/**
 * Values that {@code io.penstock} and all other packages pass to each other, as far as they are not public: {@code
 * Defaults}, the options of calls that are given none; {@code Transferred} and {@code Copied}, the public results.
 *
 * <p>Uses {@code load}, and the public types. Decides nothing.
 */
package io.penstock.internal.value;
