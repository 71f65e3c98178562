package io.penstock;

/** Transfers from streams in platform threads. */
class ReceiveTest extends ReceiveContract {
    ReceiveTest() {
        super(Lib.ThreadKind.PLATFORM);
    }
}
