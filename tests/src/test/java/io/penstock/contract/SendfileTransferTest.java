package io.penstock.contract;

import io.penstock.Strategy;

/** {@link Strategy#SENDFILE} keeps the contract wherever it is not refused. */
class SendfileTransferTest extends StrategyContract {
    SendfileTransferTest() {
        super(Strategy.SENDFILE, false);
    }
}
