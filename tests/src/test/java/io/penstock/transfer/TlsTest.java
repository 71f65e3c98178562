package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** A TLS socket encrypts: whatever is sent past it would be plain text in the middle of its records. */
@EndsInTime
class TlsTest {
    private static final char[] PASSWORD = "penstock".toCharArray();

    @Test
    void bothWays() throws Exception {
        Content content = Content.of(3 * Content.MIB + 1);
        Path path = Content.fresh();
        SSLContext context = context();
        try (SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SSLSocket near = (SSLSocket) context.getSocketFactory()
                    .createSocket(server.getInetAddress(), server.getLocalPort());
                SSLSocket far = (SSLSocket) server.accept();
                FileChannel from = content.open();
                FileChannel to = FileChannel.open(path, StandardOpenOption.WRITE)) {
            Call send = Call.start(() -> {
                TransferResult result = NativeChannels.transferTo(FileRange.of(from), near, TransferOptions.DEFAULT);
                assertThat(result.path()).isEqualTo(TransferPath.BUFFER);
                near.shutdownOutput();
                return result.bytesTransferred();
            });
            TransferResult received = NativeChannels.transferFrom(far, FileRange.of(to), TransferOptions.DEFAULT);
            assertThat(received.path()).isEqualTo(TransferPath.BUFFER);
            assertThat(received.bytesTransferred()).isEqualTo(send.value()).isEqualTo(content.bytes.length);
            assertThat(far.getSession().getProtocol()).startsWith("TLS");
        }
        Content.assertSame(content.bytes, Files.readAllBytes(path));
    }

    /** TLS with a key that signs itself, made by the JDK's keytool. */
    private static SSLContext context() throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        assumeTrue(Files.isExecutable(keytool), "this JDK has no keytool");
        Path store = Content.fresh();
        Files.delete(store);
        Process made = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "test", "-keyalg", "RSA",
            "-dname", "CN=localhost",
            "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD))
                .redirectErrorStream(true).start();
        String said = new String(made.getInputStream().readAllBytes());
        assertThat(made.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
