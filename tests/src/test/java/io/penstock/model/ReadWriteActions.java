package io.penstock.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads and writes, at the channel's position and at a given one. */
final class ReadWriteActions {
    private ReadWriteActions() {}

    record Read(int slot, BufferSpec buffer) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.channel(slot).read(world.buffer(buffer));
        }
    }

    record Write(int slot, BufferSpec buffer) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.channel(slot).write(world.buffer(buffer));
        }
    }

    record ReadAt(int slot, BufferSpec buffer, long position) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.channel(slot).read(world.buffer(buffer), position);
        }
    }

    record WriteAt(int slot, BufferSpec buffer, long position) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.channel(slot).write(world.buffer(buffer), position);
        }
    }

    record Scatter(int slot, List<BufferSpec> buffers, int offset, int length) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.channel(slot).read(make(world, buffers), offset, length);
        }
    }

    record Gather(int slot, List<BufferSpec> buffers, int offset, int length) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.channel(slot).write(make(world, buffers), offset, length);
        }
    }

    record ScatterAll(int slot, List<BufferSpec> buffers) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.channel(slot).read(make(world, buffers));
        }
    }

    record GatherAll(int slot, List<BufferSpec> buffers) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.channel(slot).write(make(world, buffers));
        }
    }

    private static ByteBuffer[] make(ModelState world, List<BufferSpec> buffers) {
        return buffers == null ? null : buffers.stream().map(world::buffer).toArray(ByteBuffer[]::new);
    }
}
