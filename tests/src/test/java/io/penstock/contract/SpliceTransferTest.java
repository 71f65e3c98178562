package io.penstock.contract;

import io.penstock.Strategy;

/** {@link Strategy#SPLICE} keeps the contract wherever it is not refused. */
class SpliceTransferTest extends StrategyContract {
    SpliceTransferTest() {
        super(Strategy.SPLICE, false);
    }
}
