package io.penstock.contract;

import io.penstock.support.Lib;

/** Interrupts of a virtual thread. */
class VirtualInterruptTest extends InterruptContract {
    VirtualInterruptTest() {
        super(Lib.ThreadKind.VIRTUAL);
    }
}
