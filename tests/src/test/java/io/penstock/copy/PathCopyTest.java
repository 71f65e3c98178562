package io.penstock.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.Cancellation;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is at the target of a copy stays there until all of the copy can take its place, and is then replaced as
 * {@code Files.copy} does it.
 */
@EndsInTime
public class PathCopyTest {
    private static final Content NEW = Content.of(3 * Content.MIB + 1);
    private static final byte[] OLD = Content.random(3, Content.PAGE + 7);

    @TempDir
    Path directory;

    private Path target;

    @BeforeEach
    void old() throws Exception {
        target = Files.write(directory.resolve("target"), OLD);
    }

    /** Who copies: we, or the JDK, which documents what is to come of it. */
    enum Copier {
        PENSTOCK, STOCK;

        void replace(Path source, Path target) throws IOException {
            if (this == STOCK) Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
            else NativeChannels.copy(source, target, Sharing.AUTO);
        }

        void create(Path source, Path target) throws IOException {
            if (this == STOCK) Files.copy(source, target);
            else NativeChannels.copyNew(source, target, Sharing.AUTO, TransferOptions.DEFAULT);
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    /** Nothing has come of it, and nothing is left of it. */
    private void assertNothingDone() throws IOException {
        assertThat(entries()).containsExactly(target);
        assertThat(target).hasBinaryContent(OLD);
    }

    @ParameterizedTest
    @EnumSource
    void sourceIsADirectory(Sharing sharing) throws Exception {
        Path other = directory.resolve("none");
        for (Path to : new Path[] {target, other})
            assertThatThrownBy(() -> NativeChannels.copy(directory, to, sharing))
                .isInstanceOf(FileSystemException.class).hasMessageStartingWith(directory + ": ");
        assertNothingDone();
    }

    @Test
    void sourceIsMissing() throws Exception {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> NativeChannels.copy(missing, target, Sharing.AUTO))
            .isInstanceOf(NoSuchFileException.class).hasMessage(missing.toString());
        assertNothingDone();
    }

    /** Of another file system, whose blocks cannot be shared. */
    @Test
    void blocksCannotBeShared() throws Exception {
        for (Path to : new Path[] {target, directory.resolve("none")})
            assertThatThrownBy(() -> NativeChannels.copy(Path.of("/proc/version"), to, Sharing.ALWAYS))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageNotContaining("FileChannelImpl");
        assertNothingDone();
    }

    /** The source can be opened, and then not be read to its end. */
    @ParameterizedTest
    @EnumSource(names = "ALWAYS", mode = EnumSource.Mode.EXCLUDE)
    void sourceCannotBeRead(Sharing sharing) throws Exception {
        Path memory = Path.of("/proc/self/mem"); // its first page is not there
        for (Path to : new Path[] {target, directory.resolve("none")}) {
            Throwable thrown = catchThrowable(() -> NativeChannels.copy(memory, to, sharing));
            assertThat(thrown).isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith("%s -> %s: ".formatted(memory, to))
                .hasMessageContaining("Input/output error").hasMessageNotContaining("FileChannelImpl");
        }
        assertNothingDone();
    }

    @Test
    void cancelled() throws Exception {
        Cancellation cancellation = new Cancellation();
        TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(Content.MIB).withCancellation(cancellation)
            .withProgress((bytes, all) -> cancellation.cancel());
        for (Path to : new Path[] {target, directory.resolve("none")})
            assertThat(NativeChannels.copy(NEW.file, to, Sharing.NEVER, options).bytesTransferred())
                .isLessThan(NEW.bytes.length);
        assertThat(NativeChannels.copyNew(NEW.file, directory.resolve("none"), Sharing.NEVER, options)
            .bytesTransferred()).isLessThan(NEW.bytes.length);
        assertNothingDone();
    }

    @Test
    void listenerThrows() throws Exception {
        TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(Content.MIB).withProgress((bytes, all) -> {
            throw new ArithmeticException();
        });
        for (Path to : new Path[] {target, directory.resolve("none")})
            assertThatThrownBy(() -> NativeChannels.copy(NEW.file, to, Sharing.NEVER, options))
                .isInstanceOf(ArithmeticException.class);
        assertNothingDone();
    }

    /** Until the copy is complete all readers see the old content, and then in one step the new one. */
    @Test
    void staysMeanwhile() throws Exception {
        TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(Content.MIB).withProgress((bytes, all) -> {
            assertThat(target).hasBinaryContent(OLD);
        });
        assertThat(NativeChannels.copy(NEW.file, target, Sharing.NEVER, options).bytesTransferred())
            .isEqualTo(NEW.bytes.length);
        assertThat(target).hasBinaryContent(NEW.bytes);
        assertThat(entries()).containsExactly(target);
    }

    @ParameterizedTest
    @EnumSource
    void linksAndReadersKeepTheOld(Copier copier) throws Exception {
        Path link = Files.createLink(directory.resolve("link"), target);
        try (InputStream reader = Files.newInputStream(target)) {
            copier.replace(NEW.file, target);
            assertThat(reader.readAllBytes()).isEqualTo(OLD);
        }
        assertThat(link).hasBinaryContent(OLD);
        assertThat(target).hasBinaryContent(NEW.bytes);
    }

    @ParameterizedTest
    @EnumSource
    void symbolicLinkIsReplaced(Copier copier) throws Exception {
        for (Path to : new Path[] {target, directory.resolve("nowhere")}) {
            Path link = Files.createSymbolicLink(directory.resolve("link"), to);
            copier.replace(NEW.file, link);
            assertThat(link).isRegularFile().hasBinaryContent(NEW.bytes);
            assertThat(Files.isSymbolicLink(link)).isFalse();
            Files.delete(link);
        }
        assertNothingDone();
    }

    @ParameterizedTest
    @EnumSource
    void permissionsAreTheSources(Copier copier) throws Exception {
        Path source = Files.write(directory.resolve("source"), OLD);
        for (String permissions : new String[] {"r--r-----", "rwxr-x---"}) {
            Files.setPosixFilePermissions(source, PosixFilePermissions.fromString(permissions));
            copier.replace(source, target);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target))).isEqualTo(permissions);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhereThereIsNothing(Copier copier) throws Exception {
        Path nowhere = Files.createSymbolicLink(directory.resolve("nowhere"), directory.resolve("missing"));
        for (Path to : new Path[] {target, nowhere})
            assertThatThrownBy(() -> copier.create(NEW.file, to)).isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(to.toString());
        Files.delete(nowhere);
        assertNothingDone();
        Path made = directory.resolve("made");
        copier.create(NEW.file, made);
        assertThat(made).hasBinaryContent(NEW.bytes);
    }

    @Test
    void targetIsADirectory() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        assertThatThrownBy(() -> NativeChannels.copy(NEW.file, folder, Sharing.AUTO))
            .isInstanceOf(FileSystemException.class).hasMessageStartingWith(folder + ": ");
        Files.delete(folder);
        assertNothingDone();
    }

    /** Rather than replaced by a file: the machine needs it. */
    @Test
    void deviceIsWrittenInto() throws Exception {
        Path device = Path.of("/dev/null");
        assertThat(NativeChannels.copy(NEW.file, device, Sharing.AUTO).bytesTransferred()).isEqualTo(NEW.bytes.length);
        assertThat(Files.readAttributes(device, BasicFileAttributes.class).isOther()).isTrue();
        assertNothingDone();
    }

    /** Names of files may be as long as the file system has them. */
    @Test
    void longName() throws Exception {
        char[] name = new char[255];
        Arrays.fill(name, 'x');
        Path longest = Files.write(directory.resolve(new String(name)), OLD);
        NativeChannels.copy(NEW.file, longest, Sharing.AUTO);
        assertThat(longest).hasBinaryContent(NEW.bytes);
        assertThat(entries()).containsExactlyInAnyOrder(target, longest);
    }
}
