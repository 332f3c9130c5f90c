// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.relocation.journal.Signer;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * Who a controller is: a random id that is part of the ids of its runs, a name for people, and the key that signs its journals.
 * Made with its home, in {@code identity/}, and never changed; the folder appears with all of it or not at all.
 */
public final class HomeIdentity {
    private static final String ABOUT = "controller.json";
    private static final String SECRET = "signing-key.pem";
    private static final String OPEN = "signing-key.pub.pem";
    private static final int ID_BYTES = 4;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Path MACHINE = Path.of("/proc/sys/kernel/hostname");

    private final About about;
    private final Signer signer;

    private HomeIdentity(About about, Signer signer) {
        this.about = about;
        this.signer = signer;
    }

    /** What the file says: 8 hexadecimal digits, and a name. */
    record About(String id, String name) {
        About {
            if (id == null || !id.matches("[0-9a-f]{8}")) {
                throw new IllegalArgumentException("id %s is not 8 hexadecimal digits".formatted(Names.quote(id)));
            }
            if (name == null || new Holder(name).words().isEmpty()) {
                throw new IllegalArgumentException("name %s is empty".formatted(Names.quote(name)));
            }
        }
    }

    /** The identity of a home, which is there; made when it has none. */
    static HomeIdentity of(Path home) {
        Path folder = home.resolve("identity");
        try {
            if (!Files.isDirectory(folder)) {
                make(folder);
            }
            return read(folder);
        } catch (JsonProcessingException e) {
            throw damaged(folder, e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(folder, e.getMessage(), e);
        }
    }

    /** 8 hexadecimal digits. */
    public String id() {
        return about.id();
    }

    /** Name of the controller, for people: that of its machine, unless somebody has written another one. */
    public String name() {
        return new Holder(about.name()).words();
    }

    /** Signs heads of this controller's journals. */
    public Signer signer() {
        return signer;
    }

    private static HomeIdentity read(Path folder) throws IOException {
        About about = Json.mapper().readValue(Files.readString(folder.resolve(ABOUT)), About.class);
        return new HomeIdentity(
                about, Signer.of(Files.readString(folder.resolve(SECRET)), Files.readString(folder.resolve(OPEN))));
    }

    private static void make(Path folder) throws IOException {
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        Signer.Pems key = Signer.generate();
        Path fresh = Files.createTempDirectory(folder.toAbsolutePath().getParent(), "identity.new.");
        write(fresh.resolve(ABOUT), Json.pretty(new About(HexFormat.of().formatHex(id), machine())));
        write(fresh.resolve(SECRET), key.secret());
        write(fresh.resolve(OPEN), key.open());
        sync(fresh);
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            for (String file : List.of(ABOUT, SECRET, OPEN)) {
                Files.deleteIfExists(fresh.resolve(file));
            }
            Files.deleteIfExists(fresh);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            // Another process was first: its identity is the one of this home.
        }
        sync(folder.toAbsolutePath().getParent());
    }

    private static void write(Path file, String text) throws IOException {
        if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
        sync(file);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Name of this machine. Asks no name service: that may take long, and answer something else tomorrow. */
    private static String machine() throws IOException {
        String name =
                Files.isReadable(MACHINE) ? new Holder(Files.readString(MACHINE).strip()).words() : "";
        return name.isEmpty() ? "controller" : name;
    }

    private static RelocationException damaged(Path folder, String what, Exception cause) {
        return new RelocationException(
                ErrorCode.DAMAGED,
                "the identity of this controller in %s cannot be used: %s; see docs/journal-format.md, 'The controller's identity'"
                        .formatted(folder, what),
                cause);
    }
}
