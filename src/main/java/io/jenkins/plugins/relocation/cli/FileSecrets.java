// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.model.FileErrors;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Secrets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Credentials of the command line: a YAML file that says where secrets are, and never holds one.
 *
 * <pre>
 * lab-key:  {privateKey: /home/ops/.ssh/id_ed25519}
 * ops:      {passwordFile: /home/ops/.secret}
 * old-key:  {privateKey: /home/ops/.ssh/id_rsa, passphraseFile: /home/ops/.passphrase}
 * </pre>
 *
 * Files with secrets must not be readable by others. The empty id means the SSH agent.
 */
final class FileSecrets implements Secrets {
    private static final Set<String> KEYS = Set.of("privateKey", "passphraseFile", "passwordFile");
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path file;

    FileSecrets(Path file) {
        this.file = file;
    }

    @Override
    public Secret resolve(String credentialsId) {
        if (credentialsId.isEmpty()) {
            return new Secret.Agent();
        }
        if (!(load().get(credentialsId) instanceof Map<?, ?> entry)) {
            throw bad("has no credentials %s; add it, or correct the inventory".formatted(Names.quote(credentialsId)));
        }
        for (Object key : entry.keySet()) {
            if (!KEYS.contains(key)) {
                throw bad("credentials %s: %s is not known; use one of %s"
                        .formatted(credentialsId, Names.quote(String.valueOf(key)), KEYS));
            }
        }
        if (entry.get("privateKey") instanceof String key) {
            char[] passphrase = entry.get("passphraseFile") instanceof String path ? text(path) : new char[0];
            return new Secret.PrivateKey(secret(key), passphrase);
        }
        if (entry.get("passwordFile") instanceof String path) {
            return new Secret.Password(text(path));
        }
        throw bad("credentials %s need privateKey or passwordFile".formatted(Names.quote(credentialsId)));
    }

    private Map<?, ?> load() {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            options.setMaxAliasesForCollections(0);
            Object loaded = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
            if (loaded instanceof Map<?, ?> map) {
                return map;
            }
            throw bad("is not a map of credentials ids");
        } catch (IOException e) {
            throw bad("cannot be read: %s; it says what credentials ids mean, another one is named with --credentials"
                    .formatted(FileErrors.reason(e)));
        } catch (YAMLException e) {
            throw bad("is not YAML: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private char[] text(String path) {
        byte[] bytes = secret(path);
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        char[] text = new char[decoded.remaining()];
        decoded.get(text);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(decoded.array(), '\0');
        int end = text.length;
        while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) {
            end--;
        }
        char[] stripped = Arrays.copyOf(text, end);
        Arrays.fill(text, '\0');
        return stripped;
    }

    private byte[] secret(String path) {
        Path secret = file.toAbsolutePath().getParent().resolve(path);
        try {
            if (Files.getFileStore(secret).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(secret).stream().anyMatch(OF_OTHERS::contains)) {
                throw bad("names %s, which others can read: chmod 600 it".formatted(secret));
            }
            return Files.readAllBytes(secret);
        } catch (IOException e) {
            throw bad("names %s, which cannot be read: %s".formatted(secret, FileErrors.reason(e)));
        }
    }

    private RelocationException bad(String what) {
        return new RelocationException(ErrorCode.BAD_INPUT, "credentials file %s %s".formatted(file, what));
    }
}
