/** Zero-copy transfers between files, sockets and pipes. Start with {@link io.penstock.NativeChannels}. */
@NullMarked
package io.penstock;

import org.jspecify.annotations.NullMarked;
