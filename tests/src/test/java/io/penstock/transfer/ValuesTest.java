package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.Cancellation;
import io.penstock.CopyResult;
import io.penstock.FileRange;
import io.penstock.MapOptions;
import io.penstock.PipeStatistics;
import io.penstock.Populate;
import io.penstock.ProgressListener;
import io.penstock.Relay;
import io.penstock.StaleAccess;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import io.penstock.support.Content;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options and ranges as values: what is equal, what is kept, and what later versions may add to. */
class ValuesTest {
    private static final ProgressListener LISTENER = (done, all) -> {};
    private static final Cancellation CANCELLATION = new Cancellation();

    /** Each differs from the others by one value. */
    private static List<TransferOptions> transferOptions() {
        TransferOptions options = TransferOptions.DEFAULT;
        return List.of(options, options.withBufferSize(1), options.withMaxChunk(1), options.withMaxBytesPerSecond(1),
            options.withProgress(LISTENER), options.withCancellation(CANCELLATION));
    }

    private static List<MapOptions> mapOptions() {
        MapOptions options = MapOptions.DEFAULT;
        return List.of(options, options.withStale(StaleAccess.ZERO), options.withReserved(1), options.withBlocks(),
            options.withPopulate(Populate.READ), options.withHugePages(), options.withLock(),
            options.withOrder(ByteOrder.LITTLE_ENDIAN));
    }

    private static void assertDistinct(List<?> some, List<?> same) {
        for (int i = 0; i < some.size(); i++) {
            Object one = some.get(i);
            for (int j = 0; j < some.size(); j++) assertThat(one.equals(same.get(j))).as("%d and %d", i, j)
                .isEqualTo(i == j);
            assertThat(one).hasSameHashCodeAs(same.get(i)).hasToString(same.get(i).toString()).isNotEqualTo("else");
        }
        assertThat(some.stream().map(Object::toString)).doesNotHaveDuplicates();
    }

    @Test
    void optionsAreEqualByTheirValues() {
        assertDistinct(transferOptions(), transferOptions());
        assertDistinct(mapOptions(), mapOptions());
    }

    /** Each method keeps what the others have set. */
    @Test
    void optionsAddUp() {
        TransferOptions all = TransferOptions.DEFAULT.withBufferSize(1).withMaxChunk(2).withMaxBytesPerSecond(3)
            .withProgress(LISTENER).withCancellation(CANCELLATION);
        TransferOptions reversed = TransferOptions.DEFAULT.withCancellation(CANCELLATION).withProgress(LISTENER)
            .withMaxBytesPerSecond(3).withMaxChunk(2).withBufferSize(1);
        assertThat(reversed).isEqualTo(all);
        assertThat(all.bufferSize()).isEqualTo(1);
        assertThat(all.maxChunk()).isEqualTo(2);
        assertThat(all.maxBytesPerSecond()).isEqualTo(3);
        assertThat(all.progress()).isSameAs(LISTENER);
        assertThat(all.cancellation()).isSameAs(CANCELLATION);

        MapOptions map = MapOptions.DEFAULT.withStale(StaleAccess.ZERO).withReserved(1).withBlocks()
            .withPopulate(Populate.WRITE).withHugePages().withLock().withOrder(ByteOrder.LITTLE_ENDIAN);
        MapOptions backwards = MapOptions.DEFAULT.withOrder(ByteOrder.LITTLE_ENDIAN).withLock().withHugePages()
            .withPopulate(Populate.WRITE).withBlocks().withReserved(1).withStale(StaleAccess.ZERO);
        assertThat(backwards).isEqualTo(map);
        assertThat(List.of(map.stale(), map.reserved(), map.populate(), map.order()))
            .containsExactly(StaleAccess.ZERO, 1L, Populate.WRITE, ByteOrder.LITTLE_ENDIAN);
        assertThat(map.allocated() && map.hugePages() && map.locked()).isTrue();
        MapOptions none = MapOptions.DEFAULT;
        assertThat(none.allocated() || none.hugePages() || none.locked()).isFalse();
    }

    @Test
    void mapOptionsAreChecked() {
        assertThatThrownBy(() -> MapOptions.DEFAULT.withReserved(-1))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
        assertThatThrownBy(() -> MapOptions.DEFAULT.withStale(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> MapOptions.DEFAULT.withPopulate(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> MapOptions.DEFAULT.withOrder(null)).isInstanceOf(NullPointerException.class);
    }

    /** No caller names all of the values, so that there may be more of them. */
    @ParameterizedTest
    @ValueSource(classes = {TransferOptions.class, MapOptions.class})
    void optionsCanGrow(Class<?> options) {
        assertThat(options).isFinal();
        assertThat(options.isRecord()).isFalse();
        assertThat(options.getDeclaredConstructors()).extracting(Constructor::getModifiers)
            .allMatch(Modifier::isPrivate);
    }

    @ParameterizedTest
    @ValueSource(classes = {TransferResult.class, CopyResult.class, PipeStatistics.class, Relay.Both.class})
    void resultsCanGrow(Class<?> result) {
        assertThat(result).isInterface();
    }

    @Test
    void ranges() throws Exception {
        try (FileChannel file = Content.of(10).open(); FileChannel other = Content.of(10).open()) {
            assertThat(FileRange.of(file))
                .isEqualTo(new FileRange(file, 0, Long.MAX_VALUE)).isNotEqualTo(FileRange.of(other));
            assertThat(new FileRange(file, Long.MAX_VALUE, Long.MAX_VALUE).position()).isEqualTo(Long.MAX_VALUE);
            assertThatThrownBy(() -> FileRange.of(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> new FileRange(file, -1, 0))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
            assertThatThrownBy(() -> new FileRange(file, 0, -1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
        }
    }
}
