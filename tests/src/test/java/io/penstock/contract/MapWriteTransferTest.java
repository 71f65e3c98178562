package io.penstock.contract;

import io.penstock.Strategy;

/** {@link Strategy#MAP_WRITE} keeps the contract wherever it is not refused. */
class MapWriteTransferTest extends StrategyContract {
    MapWriteTransferTest() {
        super(Strategy.MAP_WRITE, true);
    }
}
