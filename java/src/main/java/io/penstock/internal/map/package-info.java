/**
 * Mappings of files that can be closed: {@code Mapper} checks and makes them, {@code Mapping} counts the users of the
 * addresses.
 *
 * <p>Uses {@code end} for the file, {@code memory}, {@code jdk} and {@code jni}. Knows no transfers: regions are sent
 * by their file.
 */
package io.penstock.internal.map;
