package io.penstock.contract;

import io.penstock.support.Lib;

/** Closing under a transfer of a virtual thread, which no signal can wake. */
class VirtualCloseTest extends CloseContract {
    VirtualCloseTest() {
        super(Lib.ThreadKind.VIRTUAL);
    }
}
