package io.penstock.engines;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.File;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers with a file or one range of it, by a {@link DefaultFileRegion} as in Netty's own examples. */
final class FileHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final Path files;

    FileHandler(Path files) {
        this.files = files;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        File file = files.resolve(request.uri().substring(1)).toFile();
        if (!file.isFile()) {
            HttpResponse missing = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND);
            HttpUtil.setContentLength(missing, 0);
            context.writeAndFlush(missing);
            return;
        }
        String asked = request.headers().get(HttpHeaderNames.RANGE);
        Matcher range = RANGE.matcher(asked == null ? "" : asked);
        long from = 0;
        long end = file.length();
        if (range.matches()) {
            from = Long.parseLong(range.group(1));
            if (!range.group(2).isEmpty()) end = Math.min(end, Long.parseLong(range.group(2)) + 1);
        }
        HttpResponse response = new DefaultHttpResponse(
                HttpVersion.HTTP_1_1, range.matches() ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK);
        HttpUtil.setContentLength(response, end - from);
        if (range.matches())
            response.headers()
                .set(HttpHeaderNames.CONTENT_RANGE, "bytes %d-%d/%d".formatted(from, end - 1, file.length()));
        context.write(response);
        context.write(new DefaultFileRegion(file, from, end - from));
        ChannelFuture done = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        done.addListener(HttpUtil.isKeepAlive(request) ? ChannelFutureListener.CLOSE_ON_FAILURE
            : ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // a client that went away
    }
}
