package io.penstock;

/** {@link Strategy#MAP_WRITE} keeps the contract wherever it is not refused. */
class MapWriteTransferTest extends StrategyContract {
    MapWriteTransferTest() {
        super(Strategy.MAP_WRITE, true);
    }
}
