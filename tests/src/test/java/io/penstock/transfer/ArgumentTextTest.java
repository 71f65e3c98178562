package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our channel refuses arguments as the JDK's does on this release: by the same exception, which says the same. */
@EndsInTime
class ArgumentTextTest {
    enum State { READ, WRITE, BOTH, CLOSED }

    @FunctionalInterface
    private interface Operation {
        void on(FileChannel file, Ends pipe) throws IOException;
    }

    private static final ByteBuffer HEAP = ByteBuffer.allocate(1);
    private static final ByteBuffer DIRECT = ByteBuffer.allocateDirect(1);
    private static final ByteBuffer[] NO_BUFFER = {null};

    private static final List<Operation> OPERATIONS = List.of(
        (file, pipe) -> file.transferTo(-1, 1, pipe.target),
        (file, pipe) -> file.transferTo(0, -1, pipe.target),
        (file, pipe) -> file.transferTo(0, 1, null),
        (file, pipe) -> file.transferTo(-1, 1, file),
        (file, pipe) -> file.transferFrom(pipe.source, -1, 1),
        (file, pipe) -> file.transferFrom(pipe.source, 0, -1),
        (file, pipe) -> file.transferFrom(null, 0, 1),
        (file, pipe) -> file.transferFrom(file, -1, 1),
        (file, pipe) -> file.read(HEAP.duplicate(), -1),
        (file, pipe) -> file.read(DIRECT.duplicate(), -1),
        (file, pipe) -> file.read((ByteBuffer) null, 0),
        (file, pipe) -> file.read(HEAP.asReadOnlyBuffer(), 0),
        (file, pipe) -> file.read(DIRECT.asReadOnlyBuffer(), 0),
        (file, pipe) -> file.read(DIRECT.asReadOnlyBuffer()),
        (file, pipe) -> file.read(NO_BUFFER, 0, 2),
        (file, pipe) -> file.read((ByteBuffer[]) null, 0, 0),
        (file, pipe) -> file.write(HEAP.duplicate(), -1),
        (file, pipe) -> file.write(DIRECT.duplicate(), -1),
        (file, pipe) -> file.write((ByteBuffer) null, 0),
        (file, pipe) -> file.write(NO_BUFFER, -1, 1),
        (file, pipe) -> file.position(-1),
        (file, pipe) -> file.truncate(-1),
        (file, pipe) -> file.map(MapMode.READ_ONLY, -1, 1),
        (file, pipe) -> file.map(MapMode.READ_ONLY, 0, -1),
        (file, pipe) -> file.map(MapMode.READ_ONLY, 0, 1L << 32),
        (file, pipe) -> file.map(null, 0, 1),
        (file, pipe) -> file.lock(-1, 1, false),
        (file, pipe) -> file.tryLock(0, -1, true));

    @ParameterizedTest
    @EnumSource
    void asTheJdks(State state) throws Exception {
        List<String> stock = told(state, (path, options) -> FileChannel.open(path, options));
        assertThat(stock).as("the JDK refuses").noneMatch("null"::equals);
        assertThat(told(state, (path, options) -> NativeChannels.open(path, options))).isEqualTo(stock);
        assertThat(told(state, (path, options) -> NativeChannels.wrap(FileChannel.open(path, options))))
            .isEqualTo(stock);
        assertThat(told(state, (path, options) -> {
            Set<OpenOption> more = new HashSet<>(Set.of(options));
            more.add(NativeOpenOption.CONCURRENT);
            return NativeChannels.open(path, more);
        })).isEqualTo(stock);
    }

    @FunctionalInterface
    private interface Opener {
        FileChannel open(Path path, OpenOption... options) throws IOException;
    }

    private static List<String> told(State state, Opener opener) throws IOException {
        OpenOption[] options = switch (state) {
            case READ -> new OpenOption[] {StandardOpenOption.READ};
            case WRITE -> new OpenOption[] {StandardOpenOption.WRITE};
            default -> new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE};
        };
        Path path = Files.write(Content.fresh(), new byte[100]);
        List<String> told = new ArrayList<>();
        try (FileChannel file = inState(state, opener.open(path, options)); Ends pipe = Ends.open(Ends.Kind.PIPE)) {
            for (Operation operation : OPERATIONS)
                told.add(String.valueOf(catchThrowable(() -> operation.on(file, pipe))));
            return told;
        } finally {
            Files.delete(path);
        }
    }

    private static FileChannel inState(State state, FileChannel file) throws IOException {
        if (state == State.CLOSED) file.close();
        return file;
    }
}
