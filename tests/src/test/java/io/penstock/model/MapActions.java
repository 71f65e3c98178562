package io.penstock.model;

import io.penstock.model.BufferSpec.Bytes;
import io.penstock.model.ModelState.Mapping;
import io.penstock.support.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;

/** Mappings, and reads and writes through them, which stay within the file. */
final class MapActions {
    private MapActions() {}

    /** A {@link MapMode} with a name. */
    enum Access {
        READ_ONLY(MapMode.READ_ONLY),
        READ_WRITE(MapMode.READ_WRITE),
        PRIVATE(MapMode.PRIVATE),
        NULL(null);

        private final MapMode mode;

        Access(MapMode mode) {
            this.mode = mode;
        }
    }

    record Map(int slot, Access access, long position, long size) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            MappedByteBuffer buffer = world.channel(slot).map(access.mode, position, size);
            world.mappings.add(new Mapping(world.slots.get(slot).file, position, buffer));
            return "%s, direct %s, read-only %s".formatted(buffer, buffer.isDirect(), buffer.isReadOnly());
        }
    }

    record ReadMapped(int mapping, int offset, int length) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.mappings.isEmpty() ? "no mapping" : Bytes.of(range(world, mapping, offset, length));
        }
    }

    record WriteMapped(int mapping, int offset, int length) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            if (world.mappings.isEmpty()) return "no mapping";
            ByteBuffer range = range(world, mapping, offset, length);
            range.put(Content.random(offset, range.remaining()));
            return range.position();
        }
    }

    record ForceMapped(int mapping) implements Action {
        @Override
        public Object run(ModelState world) {
            if (world.mappings.isEmpty()) return "no mapping";
            MappedByteBuffer buffer = world.mappings.get(mapping % world.mappings.size()).buffer();
            return buffer.force() == buffer;
        }
    }

    /** A part of a mapping, as far as there is a file behind it. */
    private static ByteBuffer range(ModelState world, int index, int offset, int length) throws IOException {
        Mapping mapping = world.mappings.get(index % world.mappings.size());
        long behind = Files.size(world.path(mapping.file())) - mapping.position();
        int end = (int) Math.max(0, Math.min(behind, mapping.buffer().capacity()));
        int from = Math.min(offset, end);
        return mapping.buffer().slice(from, Math.min(length, end - from));
    }
}
