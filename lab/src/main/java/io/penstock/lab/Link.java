package io.penstock.lab;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** What lies between sender and receiver. */
interface Link extends Closeable {
    /** One sentence for the report. */
    String description();

    /** What a command must begin with to run at the sending end. */
    List<String> senderPrefix();

    /** What a command must begin with to run at the receiving end. */
    List<String> receiverPrefix();

    /** The receiver's address, as the sender sees it. */
    String receiverAddress();

    /** Whether the sending device can be told what to offload. */
    boolean isAdjustable();

    /** Sets what the device offloads, if possible, for connections opened from now on. */
    void adjust(Offload offload) throws IOException;

    /** Removes what was built. May be called at any time, by any thread, and more than once. */
    @Override
    void close();
}
