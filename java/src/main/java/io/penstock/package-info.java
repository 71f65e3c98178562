/**
 * Zero-copy transfers between files and sockets: begin at {@link io.penstock.NativeChannels}.
 */
@NullMarked
package io.penstock;

import org.jspecify.annotations.NullMarked;
