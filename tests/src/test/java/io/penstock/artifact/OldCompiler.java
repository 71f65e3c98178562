package io.penstock.artifact;

import io.penstock.NativeChannels;
import io.penstock.support.Content;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;

/** Main class of JVMs, 22 and later, that map a file into an arena. */
final class OldCompiler {
    private OldCompiler() {}

    public static void main(String[] arguments) throws Exception {
        Content content = Content.of(Content.PAGE);
        Class<?> arenas = Class.forName("java.lang.foreign.Arena");
        Method map = FileChannel.class.getMethod("map", MapMode.class, long.class, long.class, arenas);
        try (FileChannel file = NativeChannels.open(content.file, StandardOpenOption.READ);
                AutoCloseable arena = (AutoCloseable) arenas.getMethod("ofConfined").invoke(null)) {
            Object segment = map.invoke(file, MapMode.READ_ONLY, 0L, (long) content.bytes.length, arena);
            ByteBuffer buffer = (ByteBuffer) Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer")
                .invoke(segment);
            Content.assertSame(content.bytes, Content.copyOf(buffer));
            System.out.println("mapped into an arena");
        }
    }
}
