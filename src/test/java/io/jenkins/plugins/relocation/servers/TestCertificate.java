// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.servers;

import io.jenkins.plugins.relocation.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate made by keytool, with its key. */
public final class TestCertificate {
    private static final char[] PASSWORD = "only-for-tests".toCharArray();

    private final KeyStore keys;

    private TestCertificate(KeyStore keys) {
        this.keys = keys;
    }

    /**
     * Makes one.
     *
     * @param names subject alternative names in keytool's form: "ip:127.0.0.1,dns:localhost"
     */
    public static TestCertificate make(Path directory, String names)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = Files.createTempDirectory(directory, "certificate").resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=relocation-test",
                        "-ext",
                        "san=" + names,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new IllegalStateException("keytool made no certificate");
        }
        return new TestCertificate(KeyStore.getInstance(store.toFile(), PASSWORD));
    }

    /** A context for a server that shows this certificate. */
    public SSLContext server() throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    /** A store in which this certificate is trusted. */
    public KeyStore trusted() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", certificate());
        return store;
    }

    public String sha256() throws GeneralSecurityException {
        return Json.sha256(certificate().getEncoded());
    }

    private Certificate certificate() throws GeneralSecurityException {
        return keys.getCertificate("server");
    }
}
