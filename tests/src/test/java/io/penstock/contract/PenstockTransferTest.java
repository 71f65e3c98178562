package io.penstock.contract;

import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** The library, choosing for itself. */
class PenstockTransferTest extends TransferContract {
    @Override
    long transferTo(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        return NativeChannels.transferTo(file, position, count, target);
    }

    @Override
    boolean hugeAlways() {
        return true;
    }
}
