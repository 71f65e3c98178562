package io.penstock.contract;

import io.penstock.support.Lib;

/** Transfers from streams in platform threads. */
public class ReceiveTest extends ReceiveContract {
    ReceiveTest() {
        super(Lib.ThreadKind.PLATFORM);
    }
}
