package io.penstock.internal;

import io.penstock.TransferOptions;
import java.nio.channels.ReadableByteChannel;

/** A transfer from a socket or pipe by {@code splice(2)} whose errors read as the JDK's. */
final class SubstituteReceive extends StreamReceive {
    SubstituteReceive(FileEnd file, long position, long count, ReadableByteChannel source, SelectableEnd end) {
        super(file, position, count, source, end, TransferOptions.DEFAULT);
    }

    @Override
    String details() {
        return null;
    }
}
