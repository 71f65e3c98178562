/** Penstock's files in Netty's pipelines: {@link io.penstock.netty.NativeFileRegions}. */
@NullMarked
package io.penstock.netty;

import org.jspecify.annotations.NullMarked;
