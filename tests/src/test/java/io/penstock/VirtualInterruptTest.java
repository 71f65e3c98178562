package io.penstock;

/** Interrupts of a virtual thread. */
class VirtualInterruptTest extends InterruptContract {
    VirtualInterruptTest() {
        super(Lib.ThreadKind.VIRTUAL);
    }
}
