// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.UserInfo;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The pinned keys of one host, and what the host showed. Never learns a key. */
final class PinnedKeys implements HostKeyRepository {
    private static final HostKey[] NONE = {};
    private static final int LONGEST_TYPE = 64;

    /** A public key: its type, and the form it has on the wire. */
    private record Key(String type, byte[] blob) {
        boolean is(byte[] other) {
            return MessageDigest.isEqual(blob, other);
        }

        String shown() {
            return type + " " + fingerprint(blob);
        }
    }

    private final Host host;
    private final List<Key> pinned;
    private volatile Optional<RelocationException> refusal = Optional.empty();

    PinnedKeys(Host host) {
        this.host = host;
        pinned = host.hostKeys().stream().map(line -> parse(host, line)).toList();
    }

    Set<String> types() {
        return pinned.stream().map(Key::type).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Why the key that the host showed was refused. */
    Optional<RelocationException> refusal() {
        return refusal;
    }

    @Override
    public int check(String ignoredName, byte[] shown) {
        String type = type(shown).orElse("unreadable");
        List<Key> sameType =
                pinned.stream().filter(key -> key.type.equals(type)).toList();
        if (sameType.stream().anyMatch(key -> key.is(shown))) {
            refusal = Optional.empty();
            return OK;
        }
        refusal = Optional.of(sameType.isEmpty() ? unknown(type, shown) : changed(type, shown, sameType));
        return sameType.isEmpty() ? NOT_INCLUDED : CHANGED;
    }

    private RelocationException unknown(String type, byte[] shown) {
        return new RelocationException(
                ErrorCode.HOST_KEY_UNKNOWN,
                ("host %s at %s shows a key of type %s, for which nothing is pinned: seen %s; pinned %s. Compare it with"
                                + " ssh-keygen -lf on the host's console and, only if it is the same, add it to hostKeys")
                        .formatted(host.name(), place(), Names.quote(type), fingerprint(shown), shown(pinned)));
    }

    private RelocationException changed(String type, byte[] shown, List<Key> sameType) {
        return new RelocationException(
                ErrorCode.HOST_KEY_CHANGED,
                ("host %s at %s shows another %s key than the pinned one: seen %s; pinned %s. Somebody may be"
                                + " intercepting the connection, or the host was installed anew: find out which before"
                                + " changing hostKeys")
                        .formatted(host.name(), place(), type, fingerprint(shown), shown(sameType)));
    }

    private String place() {
        return host.address() + " port " + host.port();
    }

    private static String shown(List<Key> keys) {
        return keys.stream().map(Key::shown).collect(Collectors.joining(", "));
    }

    private static Key parse(Host host, String line) {
        String[] words = line.split(" ", 2);
        try {
            byte[] blob = Base64.getDecoder().decode(words[1]);
            if (type(blob).filter(words[0]::equals).isPresent()) {
                return new Key(words[0], blob);
            }
        } catch (IllegalArgumentException e) {
            throw notAKey(host, line, e);
        }
        throw notAKey(host, line, null);
    }

    private static RelocationException notAKey(Host host, String line, IllegalArgumentException cause) {
        return new RelocationException(
                ErrorCode.BAD_INPUT,
                "hostKeys of host %s: %s is not a public key; write \"type base64\" as in /etc/ssh/ssh_host_*_key.pub on the host"
                        .formatted(host.name(), Names.quote(line)),
                cause);
    }

    /** The key's type stands at the beginning of the key itself: length, then name. */
    private static Optional<String> type(byte[] blob) {
        ByteBuffer buffer = ByteBuffer.wrap(blob);
        if (buffer.remaining() < Integer.BYTES) {
            return Optional.empty();
        }
        int length = buffer.getInt();
        if (length < 1 || length > LONGEST_TYPE || length > buffer.remaining()) {
            return Optional.empty();
        }
        return Optional.of(new String(blob, Integer.BYTES, length, StandardCharsets.US_ASCII));
    }

    private static String fingerprint(byte[] blob) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public void add(HostKey key, UserInfo user) {
        throw new UnsupportedOperationException("host keys are pinned, never learned");
    }

    @Override
    public void remove(String name, String type) {
        throw new UnsupportedOperationException("host keys are pinned, never removed");
    }

    @Override
    public void remove(String name, String type, byte[] key) {
        remove(name, type);
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "inventory";
    }

    /** Empty: the order of types is set by {@link Algorithms}, and there are no revoked keys. */
    @Override
    public HostKey[] getHostKey() {
        return NONE;
    }

    @Override
    public HostKey[] getHostKey(String name, String type) {
        return NONE;
    }
}
