package io.penstock.model;

import io.penstock.model.ModelState.Mode;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** Positions, sizes, closing and opening. */
final class ChannelActions {
    private ChannelActions() {}

    record GetPosition(int slot) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.channel(slot).position();
        }
    }

    record SetPosition(int slot, long position) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            FileChannel channel = world.channel(slot);
            return channel.position(position) == channel;
        }
    }

    record GetSize(int slot) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            return world.channel(slot).size();
        }
    }

    record Truncate(int slot, long size) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            FileChannel channel = world.channel(slot);
            return channel.truncate(size) == channel;
        }
    }

    record Force(int slot, boolean metaData) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            world.channel(slot).force(metaData);
            return "done";
        }
    }

    record Open(int slot, int file, Mode mode) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            world.open(slot, file, mode);
            return "done";
        }
    }

    record Close(int slot) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            world.channel(slot).close();
            return "done";
        }
    }
}
