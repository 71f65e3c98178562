package io.penstock;

/** Transfers from streams in virtual threads. */
class VirtualReceiveTest extends ReceiveContract {
    VirtualReceiveTest() {
        super(Lib.ThreadKind.VIRTUAL);
    }
}
