package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.SelectableEnd;
import java.nio.channels.ReadableByteChannel;

/** A transfer from a socket or pipe by {@code splice(2)} whose errors have the JDK's messages only. */
public final class SubstituteReceive extends StreamReceive {
    public SubstituteReceive(FileEnd file, long position, long count, ReadableByteChannel source, SelectableEnd end) {
        super(file, position, count, source, end, TransferOptions.DEFAULT);
    }

    @Override
    String details() {
        return null;
    }
}
