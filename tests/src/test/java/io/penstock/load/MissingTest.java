package io.penstock.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.NativeChannels;
import io.penstock.support.AgentJars;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.LoaderProbe;
import io.penstock.support.TransferFixture;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * On a JDK whose classes lack something that we use, channels of that kind are the JDK's to serve, all others are
 * native, and both are told.
 */
@EndsInTime
class MissingTest {
    private static final Set<String> OF_THE_JDK = Set.of("BUFFER", "STOCK_NIO");

    @TempDir
    Path directory;

    /**
     * A field that has another name, the kinds of ends that are not native without it, and the directions that are not.
     */
    enum Hidden {
        SOCKET_OUTPUT("SocketChannelImpl", "writerThread", "SocketChannel", "FILE_TO_SOCKET FILE_TO_UNIX RELAY GATHER"),
        SOCKET_INPUT("SocketChannelImpl", "readerThread", "SocketChannel", "SOCKET_TO_FILE RELAY"),
        SINK("SinkChannelImpl", "stateLock", "SinkChannel", "FILE_TO_PIPE"),
        SOURCE("SourceChannelImpl", "stateLock", "SourceChannel", "PIPE_TO_FILE"),
        BUFFER("java/nio", "segment", "SocketChannel SourceChannel Socket MappedRegion",
            "SOCKET_TO_FILE PIPE_TO_FILE RELAY GATHER PLAIN_SOCKET_TO_FILE"),
        PLAIN_SOCKET("NioSocketImpl", "stateLock", "Socket", "FILE_TO_PLAIN_SOCKET PLAIN_SOCKET_TO_FILE"),
        FILE("FileChannelImpl", "threads", "FileChannel MappedRegion",
            "FILE_TO_SOCKET FILE_TO_UNIX FILE_TO_PIPE FILE_TO_FILE FILE_TO_STREAM "
            + "SOCKET_TO_FILE PIPE_TO_FILE FILE_INTO_FILE STREAM_TO_FILE COPY COPY_OF_PATHS GATHER GATHER_INTO_STREAM "
                + "FILE_TO_PLAIN_SOCKET PLAIN_SOCKET_TO_FILE");

        final String channel;
        final String field;
        final List<String> kinds;
        final List<String> directions;

        Hidden(String channel, String field, String kinds, String directions) {
            this.channel = channel.contains("/") ? channel : "sun/nio/ch/" + channel;
            this.field = field;
            this.kinds = Arrays.asList(kinds.split(" "));
            this.directions = Arrays.asList(directions.split(" "));
        }
    }

    @ParameterizedTest
    @EnumSource
    void told(Hidden hidden) throws Exception {
        Lib.assumeNative("nothing is native");
        if (hidden == Hidden.BUFFER) AgentJars.writeOtherPackage(directory, hidden.channel, hidden.field);
        else AgentJars.writeOtherJdk(directory, hidden.channel, hidden.field);
        List<String> said = LoaderProbe.run(List.of(), List.of("--patch-module=java.base=" + directory),
            MissingProbe.class);

        assertThat(said).filteredOn(line -> line.startsWith("available ")).singleElement().asString()
            .startsWith("available false ").contains(hidden.field);
        assertThat(said).filteredOn(line -> line.startsWith("kind ")).hasSize(6).allSatisfy(line -> {
            if (hidden.kinds.contains(line.split(" ")[1])) assertThat(line).contains(hidden.field);
            else assertThat(line).endsWith(" none");
        });
        assertThat(said).filteredOn(line -> line.startsWith("went "))
            .hasSize(TransferFixture.Direction.values().length + 2).allSatisfy(line -> {
            String[] words = line.split(" ", 4);
            boolean missing = hidden.directions.contains(words[1]);
            if (words[2].equals("UNTOLD")) return;
            if (missing) assertThat(words[2]).as(line).isIn(OF_THE_JDK);
            if (missing) assertThat(words[3]).startsWith("no native transfers: ").contains(hidden.field);
            if (OF_THE_JDK.contains(words[2]))
                assertThat(missing || words[1].contains("STREAM") && !words[3].equals("null")).as(line).isTrue();
        });
        assertThat(said).filteredOn(line -> line.startsWith("explicit ")).singleElement().asString().satisfies(line -> {
            if (hidden.directions.contains("FILE_TO_SOCKET"))
                assertThat(line).startsWith("explicit refused, ").contains(hidden.field);
            else assertThat(line).isEqualTo("explicit SENDFILE");
        });
    }

    /** On this JDK nothing is missing; the reason for channels of other makes is told all the same. */
    @Test
    void nothing() throws Exception {
        Lib.assumeNative("nothing is native");
        List<String> said = LoaderProbe.run(Map.of());
        assertThat(said).contains("available true", "cause none");
        said = LoaderProbe.run(List.of(), List.of(), MissingProbe.class);
        assertThat(said).contains("available true none").filteredOn(line -> line.startsWith("kind ")).hasSize(6)
            .allMatch(line -> line.endsWith(" none"));
        assertThat(said).filteredOn(line -> line.startsWith("went ") && OF_THE_JDK.contains(line.split(" ")[2]))
            .isNotEmpty().allMatch(line -> line.split(" ")[1].contains("STREAM") && !line.endsWith(" null"));
    }

    @Test
    void noSuchKind() {
        assertThatThrownBy(() -> NativeChannels.unavailabilityCause(DatagramChannel.class))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("DatagramChannel")
                .hasMessageContaining("SocketChannel");
        assertThatThrownBy(() -> NativeChannels.unavailabilityCause(null)).isInstanceOf(NullPointerException.class);
    }
}
