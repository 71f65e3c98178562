package io.penstock.support;

import io.penstock.NativeChannels;
import io.penstock.Strategy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.stream.Stream;

/** Who moves the bytes: the JDK itself, or the library by one of its strategies. */
public enum Mover {
    STOCK(null),
    /** The call without options, which takes the shortest way. */
    SIMPLE(Strategy.AUTO),
    AUTO(Strategy.AUTO),
    READ_WRITE(Strategy.READ_WRITE),
    MAP_WRITE(Strategy.MAP_WRITE),
    SENDFILE(Strategy.SENDFILE),
    SPLICE(Strategy.SPLICE);

    private final Strategy strategy;

    Mover(Strategy strategy) {
        this.strategy = strategy;
    }

    /** One call, whatever it moves. */
    public long transferTo(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        return switch (this) {
            case STOCK -> file.transferTo(position, count, target);
            case SIMPLE -> NativeChannels.transferTo(file, position, count, target);
            default -> Lib.transfer(strategy, file, position, count, target).bytesTransferred();
        };
    }

    public boolean stock() {
        return this == STOCK;
    }

    /** Whether a strategy was chosen by hand, so that it is used or refused but never replaced. */
    public boolean explicit() {
        return this != STOCK && strategy != Strategy.AUTO;
    }

    public Strategy strategy() {
        return strategy;
    }

    /** The library by each strategy that can do anything in this run; the JDK where the agent is under it. */
    public static Stream<Mover> ours() {
        if (Lib.agent()) return Stream.of(STOCK);
        return Lib.refused() ? Stream.of(SIMPLE, AUTO) : Arrays.stream(values()).filter(mover -> !mover.stock());
    }

    public static Stream<Mover> all() {
        return Stream.concat(Stream.of(STOCK), ours());
    }
}
