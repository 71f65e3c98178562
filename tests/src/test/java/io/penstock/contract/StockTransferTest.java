package io.penstock.contract;

import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.junit.jupiter.api.Tag;

/** The JDK keeps the contract, so the contract asks for nothing but what the JDK does. */
@Tag("agent")
class StockTransferTest extends TransferContract {
    @Override
    long transferTo(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        return Lib.stock(file, position, count, target);
    }
}
