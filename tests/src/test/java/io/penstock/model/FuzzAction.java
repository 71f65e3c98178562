package io.penstock.model;

import io.penstock.FileRange;
import io.penstock.Gather;
import io.penstock.InterruptedTransferException;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.Sharing;
import io.penstock.StaleAccess;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Something that a thread does with what it shares with others, all of one {@link Colour}. */
enum FuzzAction {
    SEND {
        @Override
        void run(Colour colour, Random random) throws IOException {
            FileChannel file = colour.file(random);
            long position = random.nextInt(Colour.SIZE);
            long count = random.nextInt(Colour.SIZE);
            Strategy strategy = Strategy.values()[random.nextInt(Strategy.values().length)];
            TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(1 << 12 + random.nextInt(10))
                .withBufferSize(1 + random.nextInt(100_000));
            FileRange range = new FileRange(file, position, count);
            colour.send(random, (target, sent) -> counted(sent,
                () -> NativeChannels.transferTo(range, target, strategy, options).bytesTransferred()));
        }
    },
    SEND_CALLS {
        @Override
        void run(Colour colour, Random random) throws IOException {
            FileChannel file = colour.file(random);
            colour.send(random, (target, sent) -> {
                for (int i = 0; i < 20; i++) {
                    long position = random.nextInt(Colour.SIZE);
                    counted(sent, () -> NativeChannels.transferTo(file, position, 1_000, target));
                }
            });
        }
    },
    GATHER {
        @Override
        void run(Colour colour, Random random) throws IOException {
            FileChannel file = colour.file(random);
            List<FileRange> ranges = new ArrayList<>();
            int most = random.nextBoolean() ? 500 : 100_000;
            for (int i = random.nextInt(20); i > 0; i--)
                ranges.add(new FileRange(file, random.nextInt(Colour.SIZE / 2), random.nextInt(most)));
            Gather gather = Gather.of(colour.bytes(random.nextInt(300)), ranges, colour.bytes(random.nextInt(300)));
            colour.send(random, (target, sent) -> {
                long before = gather.remaining();
                try {
                    gather.transferTo(target);
                } finally {
                    sent.addAndGet(before - gather.remaining());
                }
            });
        }
    },
    SEND_REGION {
        @Override
        void run(Colour colour, Random random) throws IOException {
            MappedRegion region = colour.region(random, StaleAccess.FAULT);
            long offset = random.nextInt(Colour.SIZE / 2);
            colour.send(random, (target, sent) -> counted(sent,
                () -> region.transferTo(offset, random.nextInt(Colour.SIZE / 2), target)));
        }
    },
    RELAY {
        @Override
        void run(Colour colour, Random random) throws IOException {
            colour.send(random, (target, sent) -> {
                Relay relay = Relay.of(colour.source(random), target, colour.bytes(random.nextInt(3_000)));
                try (relay) {
                    relay.run();
                } finally {
                    sent.addAndGet(relay.bytesTransferred());
                }
            });
        }
    },
    RECEIVE {
        @Override
        void run(Colour colour, Random random) throws IOException {
            NativeChannels.transferFrom(colour.source(random), colour.target(random), random.nextInt(Colour.SIZE),
                random.nextInt(Colour.SIZE));
        }
    },
    COPY {
        @Override
        void run(Colour colour, Random random) throws IOException {
            NativeChannels.copy(colour.file(random), random.nextInt(Colour.SIZE), random.nextInt(Colour.SIZE),
                colour.target(random), random.nextInt(Colour.SIZE), random.nextBoolean() ? Sharing.AUTO
                : Sharing.NEVER);
        }
    },
    READ_AND_WRITE {
        @Override
        void run(Colour colour, Random random) throws IOException {
            ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.allocate(5_000) : ByteBuffer.allocateDirect(5_000);
            colour.file(random).read(buffer, random.nextInt(Colour.SIZE - 5_000));
            only(colour, buffer.flip(), false);
            colour.target(random).write(buffer.rewind(), random.nextInt(Colour.SIZE));
            colour.target(random).read(buffer.clear(), random.nextInt(Colour.SIZE));
            only(colour, buffer.flip(), true);
        }
    },
    READ_REGION {
        @Override
        void run(Colour colour, Random random) throws IOException {
            boolean gets = random.nextBoolean(); // which may fault at any time later, unless they are to find zeros
            MappedRegion region = colour.region(random, gets ? StaleAccess.ZERO : StaleAccess.FAULT);
            ByteBuffer buffer = ByteBuffer.allocate(5_000);
            for (int i = 0; i < 20; i++) {
                if (gets) {
                    byte got = region.get(random.nextInt(Colour.SIZE));
                    if (got != colour.value)
                        throw new AssertionError("a byte of " + got + " in the region of " + colour.value);
                }
                region.read(random.nextInt(Colour.SIZE - 5_000), buffer.clear());
                only(colour, buffer.flip(), false);
            }
        }
    };

    /** Whatever happens has to happen by an {@link IOException}, or as it is told of a region that is closed. */
    abstract void run(Colour colour, Random random) throws IOException;

    /** Moves bytes and returns how many. */
    @FunctionalInterface
    private interface Move {
        long move() throws IOException;
    }

    /** The number of bytes moved is returned, or in the exception; with any other exception none have moved. */
    private static void counted(AtomicLong sent, Move move) throws IOException {
        try {
            sent.addAndGet(move.move());
        } catch (InterruptedTransferException e) {
            sent.addAndGet(e.bytesTransferred());
            throw e;
        }
    }

    private static void only(Colour colour, ByteBuffer buffer, boolean orHole) {
        for (int i = 0; i < buffer.limit(); i++) {
            byte each = buffer.get(i);
            if (each != colour.value && !(orHole && each == 0))
                throw new AssertionError("a byte of " + each + " in the file of " + colour.value);
        }
    }
}
