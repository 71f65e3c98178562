package io.penstock.contract;

import io.penstock.Strategy;
import io.penstock.support.Lib;
import io.penstock.support.TargetKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** The library, told how. */
abstract class StrategyContract extends TransferContract {
    private final Strategy strategy;
    private final boolean appends;

    StrategyContract(Strategy strategy, boolean appends) {
        this.strategy = strategy;
        this.appends = appends;
    }

    @Override
    long transferTo(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        return Lib.transfer(strategy, file, position, count, target).bytesTransferred();
    }

    @Override
    boolean refuses(TargetKind kind) {
        return Lib.refused() || kind.foreign() || (kind == TargetKind.FILE_APPEND && !appends);
    }
}
