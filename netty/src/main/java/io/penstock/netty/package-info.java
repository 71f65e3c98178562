/** Penstock's files in Netty's pipelines: {@link io.penstock.netty.NativeFileRegions}. */
package io.penstock.netty;
