/**
 * The implementation, which is no interface: everything in these packages may change with any release. Calls between
 * them go one way, which a test ({@code RoomsTest}) holds; from below:
 *
 * <ol>
 *   <li>{@code jni}, the crossing, and {@code load}, which finds the library; {@code jdk}, the private members of the
 *       JDK
 *   <li>{@code thread}, {@code value}, {@code memory}, {@code event}: what all others need
 *   <li>{@code turn} and {@code flow}: what happens between two turns, and between two native calls
 *   <li>{@code end}: the locks, closes and waits of the ends of a transfer
 *   <li>{@code map}; {@code operation}, what cuts a call short; {@code transfer}; above them {@code relay}, {@code
 *       gather}, {@code copy}
 *   <li>{@code channel} for callers of {@code FileChannel}, {@code substitute} for the agent
 * </ol>
 *
 * <p>{@code io.penstock} calls these, and never the other way round. Its value types (options, results, exceptions) are
 * used everywhere.
 */
package io.penstock.internal;
