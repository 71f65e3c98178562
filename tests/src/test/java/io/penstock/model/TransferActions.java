package io.penstock.model;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Transfers in both directions, and what becomes of their streams. */
final class TransferActions {
    /** Files that are larger than this grow slowly: they could double with every transfer. */
    private static final long LARGE = 1 << 20;

    private static final long LITTLE = 65_536;

    private TransferActions() {}

    record TransferTo(int from, long position, long count, Place to) implements Action {
        @Override
        public Object run(ModelState world) throws IOException, InterruptedException {
            long most = count;
            if (to instanceof Place.Slot slot) {
                int into = slot.index();
                if (!AllowedDifference.canBeSeenByStock(world, from, into, world.slots.get(into).mode.writes(), count))
                    return "not made";
                most = bounded(world, from, into, position, positionOf(world, into), count);
            }
            WritableByteChannel target = world.target(to);
            long moved = AllowedDifference.transferTo(world.channel(from), position, most, target, world.size(from));
            world.streams.sent(to, moved);
            return moved;
        }
    }

    record TransferFrom(Place from, int to, long position, long count) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            long most = count;
            if (from instanceof Place.Slot slot) {
                int out = slot.index();
                if (!AllowedDifference.canBeSeenByStock(world, to, out, world.slots.get(out).mode.reads(), count))
                    return "not made";
                boolean appends = world.slots.get(to).mode == ModelState.Mode.APPEND;
                most = bounded(world, out, to, positionOf(world, out), appends ? world.size(to) : position, count);
            }
            ReadableByteChannel source = world.source(from);
            try {
                return AllowedDifference.transferFrom(world.channel(to), source, position, most);
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                // Stock and ours may have read a different number of bytes that they could not write.
                if (!(from instanceof Place.Slot)) world.streams.forget(from);
                throw e;
            }
        }
    }

    /** Closes an end of a stream. */
    record CloseStream(Place place) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            Channel channel = place instanceof Place.Sink ? world.target(place) : world.source(place);
            ModelState.close(channel);
            return "done";
        }
    }

    /** Compares what went through a stream, and takes another from now on. */
    record RenewStream(Place place) implements Action {
        @Override
        public Object run(ModelState world) throws IOException, InterruptedException {
            boolean interrupted = Thread.interrupted();
            world.streams.renew(place);
            if (interrupted) Thread.currentThread().interrupt();
            return "done";
        }
    }

    private static long positionOf(ModelState world, int slot) throws IOException {
        FileChannel channel = world.channel(slot);
        return ModelState.undisturbed(() -> channel.isOpen() ? channel.position() : 0L);
    }

    /**
     * The count, lowered where a file would be read while it is written, for which nothing is specified, or would
     * explode.
     */
    private static long bounded(ModelState world, int from, int to, long read, long written, long count)
            throws IOException {
        long most = world.size(to) > LARGE ? Math.min(count, LITTLE) : count;
        long real = Math.min(most, world.size(from) - read);
        if (world.slots.get(from).file != world.slots.get(to).file || read < 0 || written < 0 || most < 0) return most;
        return Math.max(0, Math.min(real, Math.abs(read - written)));
    }
}
