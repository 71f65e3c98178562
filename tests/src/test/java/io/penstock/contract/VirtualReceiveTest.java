package io.penstock.contract;

import io.penstock.support.Lib;

/** Transfers from streams in virtual threads. */
public class VirtualReceiveTest extends ReceiveContract {
    VirtualReceiveTest() {
        super(Lib.ThreadKind.VIRTUAL);
    }
}
