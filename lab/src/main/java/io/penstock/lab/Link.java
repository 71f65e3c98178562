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

    /** Can the sending device be told what to offload? */
    boolean isAdjustable();

    /** Tells it, where that can be done. Holds for connections opened from now on. */
    void adjust(Offload offload) throws IOException;

    /** Takes down what was built. May be called at any time, by any thread, and more than once. */
    @Override
    void close();
}
