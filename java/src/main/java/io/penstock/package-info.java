/**
 * Zero-copy transfers between files and sockets: begin at {@link io.penstock.NativeChannels}.
 */
package io.penstock;
