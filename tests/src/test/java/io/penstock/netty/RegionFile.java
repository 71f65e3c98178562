package io.penstock.netty;

import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import io.penstock.support.ForeignFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The makes of file channels of which Netty may be given a region. */
enum RegionFile {
    STOCK,
    OF_RANDOM_ACCESS_FILE,
    OPENED,
    WRAPPED,
    CONCURRENT,
    FOREIGN;

    FileChannel open(Path path) throws IOException {
        return switch (this) {
            case STOCK -> FileChannel.open(path);
            case OF_RANDOM_ACCESS_FILE -> new RandomAccessFile(path.toFile(), "r").getChannel();
            case OPENED -> NativeChannels.open(path, StandardOpenOption.READ);
            case WRAPPED -> NativeChannels.wrap(FileChannel.open(path));
            case CONCURRENT -> NativeChannels.open(path, StandardOpenOption.READ, NativeOpenOption.CONCURRENT);
            case FOREIGN -> new ForeignFile(FileChannel.open(path));
        };
    }

    /** Whether native transports may take its descriptor. */
    boolean hasDescriptor() {
        return this != CONCURRENT && this != FOREIGN;
    }
}
