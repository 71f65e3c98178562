package io.penstock;

/** {@link Strategy#SENDFILE} keeps the contract wherever it is not refused. */
class SendfileTransferTest extends StrategyContract {
    SendfileTransferTest() {
        super(Strategy.SENDFILE, false);
    }
}
