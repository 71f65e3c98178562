package io.penstock.contract;

import io.penstock.Strategy;

/** {@link Strategy#READ_WRITE} keeps the contract wherever it is not refused. */
class ReadWriteTransferTest extends StrategyContract {
    ReadWriteTransferTest() {
        super(Strategy.READ_WRITE, true);
    }
}
