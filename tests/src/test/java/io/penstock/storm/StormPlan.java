package io.penstock.storm;

import io.penstock.storm.Scene.Disturbance;
import io.penstock.storm.StormTransfer.Blow;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.FileMaker;
import io.penstock.support.Mover;
import java.io.IOException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Draws the transfers of a storm. */
enum StormPlan {
    /** Every kind of transfer that the library has. */
    OURS {
        @Override
        Scene scene(Random random) throws IOException {
            return switch (random.nextInt(10)) {
                case 0 -> SendScenes.IntoFile.open(LARGE, any(random, FILES), any(random, MOVERS), any(random, FILES));
                case 1 -> intoForeign(any(random, FILES));
                case 2, 3 -> ReceiveScene.open(SMALL, any(random, OUR_FILES), ends(random, STREAMS),
                    random.nextBoolean());
                case 4 -> FileScenes.Receive.open(LARGE, any(random, OUR_FILES), any(random, FILES));
                case 5 -> FileScenes.Positional.open(POSITIONAL, any(random, CONCURRENT_FILES), random.nextLong());
                default -> send(any(random, FILES), any(random, MOVERS), random, STREAMS);
            };
        }
    },

    /** The JDK's transfers that the agent serves. */
    AGENT {
        @Override
        Scene scene(Random random) throws IOException {
            if (random.nextInt(3) == 0)
                return ReceiveScene.open(SMALL, FileMaker.STOCK, ends(random, STREAMS), random.nextBoolean());
            return send(FileMaker.STOCK, Mover.STOCK, random, STREAMS);
        }
    },

    /** The JDK's own transfers, from file to socket. */
    STOCK {
        @Override
        Scene scene(Random random) throws IOException {
            return send(FileMaker.STOCK, Mover.STOCK, random, SOCKETS);
        }
    };

    private static final Content SMALL = Content.of(512 * 1024 + 3);
    private static final Content LARGE = Content.of(2 * Content.MIB + 5);
    private static final Content POSITIONAL = Content.of(100_003);

    private static final List<Mover> MOVERS = Mover.ours().toList();
    private static final List<FileMaker> FILES = Arrays.stream(FileMaker.values())
        .filter(maker -> maker != FileMaker.FOREIGN).toList();
    private static final List<FileMaker> OUR_FILES = FileMaker.ours().toList();
    private static final List<FileMaker> CONCURRENT_FILES = FILES.stream().filter(FileMaker::hidesStock).toList();
    private static final List<Ends.Kind> STREAMS = List.of(Ends.Kind.values());
    private static final List<Ends.Kind> SOCKETS = Stream.of(Ends.Kind.values()).filter(kind -> kind != Ends.Kind.PIPE)
        .toList();

    private static final int LONGEST_NANOS = 4_000_000;

    /** The channels of one transfer. */
    abstract Scene scene(Random random) throws IOException;

    /** None, one or two things that happen to it; half of them while it begins. */
    List<Blow> blows(Scene scene, Random random) {
        List<Disturbance> possible = List.copyOf(scene.disturbances());
        List<Blow> blows = new ArrayList<>();
        for (int left = List.of(0, 1, 1, 1, 1, 2, 2, 2).get(random.nextInt(8)); left > 0; left--)
            blows.add(new Blow(any(random, possible),
                random.nextInt(random.nextBoolean() ? LONGEST_NANOS : LONGEST_NANOS / 10)));
        return blows;
    }

    private static Scene send(FileMaker maker, Mover mover, Random random, List<Ends.Kind> kinds) throws IOException {
        Ends ends = ends(random, kinds);
        return new SendScene(SMALL, maker, maker.open(SMALL.file, StandardOpenOption.READ), mover, ends,
            random.nextBoolean());
    }

    private static Scene intoForeign(FileMaker maker) throws IOException {
        return new SendScenes.IntoForeign(SMALL, maker, maker.open(SMALL.file, StandardOpenOption.READ));
    }

    private static Ends ends(Random random, List<Ends.Kind> kinds) throws IOException {
        return Ends.small(any(random, kinds));
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
