/**
 * The crossing into the native library: {@code Native} declares each of its functions but one, {@code Outcome} takes
 * apart what the hot ones return, {@code Errno} and {@code Failures} make exceptions of error numbers, in the JDK's
 * words. The other half is {@code rust/src/jni.rs}.
 *
 * <p>Uses no other package of ours. Decides nothing: the caller has checked that the library is loaded, and keeps the
 * descriptor open.
 */
package io.penstock.internal.jni;
