package io.penstock.storm;

import io.penstock.support.Lib;

/**
 * The storm over the JDK's own transfers, in a JVM of its own, which may hang. Tells after each part how it went so
 * far.
 */
final class StockStorm {
    private static final int TRANSFERS = 100;
    private static final int PARTS = 12;
    private static final long PATIENCE_MS = 2000;

    private StockStorm() {}

    public static void main(String[] args) throws Exception {
        Lib.ThreadKind thread = Lib.ThreadKind.valueOf(args[0]);
        long seed = Storm.anySeed();
        Storm storm = new Storm(StormPlan.STOCK, thread, TRANSFERS, seed, PATIENCE_MS);
        for (int part = 1; part <= PARTS; part++) {
            storm.run();
            System.out.printf("stock storm, %s, seed %d%n", storm.summary(), seed);
            storm.more(TRANSFERS);
        }
        storm.hangs.stream().limit(3).forEach(hang -> System.out.println("hang: " + hang));
        storm.wrong.stream().limit(3).forEach(wrong -> System.out.println("wrong: " + wrong));
        System.out.flush();
        Runtime.getRuntime().halt(0); // threads that hang may hang for ever
    }
}
