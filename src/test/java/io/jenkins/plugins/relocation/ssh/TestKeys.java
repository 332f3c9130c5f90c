// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A key pair made by OpenSSH's own tool for one test, in the form that people have theirs in. */
record TestKeys(byte[] privateKey, String passphrase, String publicLine, Path file) {
    /** A key without a passphrase. */
    static TestKeys of(String type) {
        return of(type, "");
    }

    static TestKeys of(String type, String passphrase, String... options) {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/ssh-keygen")), "no ssh-keygen on this machine: cannot make keys");
        try {
            Path dir = Files.createTempDirectory("test-keys");
            dir.toFile().deleteOnExit();
            Path file = dir.resolve("key");
            ProcessBuilder builder = new ProcessBuilder(
                    "ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString());
            builder.command().addAll(List.of(options));
            Process process = builder.inheritIO().start();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("ssh-keygen failed");
            }
            Path publicFile = dir.resolve("key.pub");
            file.toFile().deleteOnExit();
            publicFile.toFile().deleteOnExit();
            return new TestKeys(
                    Files.readAllBytes(file),
                    passphrase,
                    Files.readString(publicFile).strip(),
                    file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Secret secret() {
        return secret(passphrase);
    }

    Secret secret(String otherPassphrase) {
        return new Secret.PrivateKey(privateKey, otherPassphrase.toCharArray());
    }
}
