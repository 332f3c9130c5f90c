// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is offered to a host: modern algorithms, and at the end of the list the old ones that this host alone may use. */
final class Algorithms {
    private static final List<String> KEX = List.of(
            "curve25519-sha256",
            "curve25519-sha256@libssh.org",
            "ecdh-sha2-nistp256",
            "ecdh-sha2-nistp384",
            "ecdh-sha2-nistp521",
            "diffie-hellman-group-exchange-sha256",
            "diffie-hellman-group16-sha512",
            "diffie-hellman-group18-sha512",
            "diffie-hellman-group14-sha256");
    private static final List<String> HOST_KEY = List.of(
            "ssh-ed25519",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "rsa-sha2-512",
            "rsa-sha2-256");
    /** AES-GCM first: processors do it in hardware, and memory images are large. */
    private static final List<String> CIPHER = List.of(
            "aes128-gcm@openssh.com",
            "aes256-gcm@openssh.com",
            "chacha20-poly1305@openssh.com",
            "aes128-ctr",
            "aes192-ctr",
            "aes256-ctr");

    private static final List<String> MAC =
            List.of("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512");

    /** What the library knows under a name but which would take away the protection. */
    private static final Set<String> NEVER = Set.of("none");

    private static final Set<String> KEX_PREFIXES = Set.of("diffie-hellman-", "ecdh-", "curve", "sntrup");
    private static final Set<String> HOST_KEY_PREFIXES = Set.of("ssh-", "ecdsa-", "rsa-sha2-");
    private static final Set<String> CIPHER_PREFIXES =
            Set.of("aes", "3des-", "blowfish-", "arcfour", "chacha20-", "cast128-", "twofish", "rijndael-");
    private static final Set<String> MAC_PREFIXES = Set.of("hmac-");

    private Algorithms() {}

    /** Those of the host's extra algorithms that are not offered to every host. */
    static List<String> legacy(Host host) {
        return host.algorithms().stream()
                .filter(name -> Stream.of(KEX, HOST_KEY, CIPHER, MAC).noneMatch(list -> list.contains(name)))
                .distinct()
                .toList();
    }

    /** Sets what this session offers; host keys of the pinned types come first. */
    static void offer(Session session, Host host, Set<String> pinnedTypes) {
        List<String> extra = legacy(host);
        extra.forEach(name -> requireKnown(host, name));
        session.setConfig("kex", join(KEX, extra, KEX_PREFIXES));
        session.setConfig("server_host_key", hostKeys(extra, pinnedTypes));
        session.setConfig("PubkeyAcceptedAlgorithms", join(HOST_KEY, extra, HOST_KEY_PREFIXES));
        String ciphers = join(CIPHER, extra, CIPHER_PREFIXES);
        session.setConfig("cipher.c2s", ciphers);
        session.setConfig("cipher.s2c", ciphers);
        String macs = join(MAC, extra, MAC_PREFIXES);
        session.setConfig("mac.c2s", macs);
        session.setConfig("mac.s2c", macs);
        session.setConfig("compression.c2s", "none");
        session.setConfig("compression.s2c", "none");
    }

    private static String hostKeys(List<String> extra, Set<String> pinnedTypes) {
        List<String> all = List.of(join(HOST_KEY, extra, HOST_KEY_PREFIXES).split(","));
        Stream<String> pinned = all.stream().filter(name -> pinnedTypes.contains(keyType(name)));
        // The others stay in the list: a host that shows one of them gets a clear refusal with the key's fingerprint.
        Stream<String> others = all.stream().filter(name -> !pinnedTypes.contains(keyType(name)));
        return String.join(",", Stream.concat(pinned, others).toList());
    }

    /** The type of key that a signature algorithm is for. */
    private static String keyType(String algorithm) {
        return algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm;
    }

    private static String join(List<String> usual, List<String> extra, Set<String> prefixes) {
        List<String> all = new ArrayList<>(usual);
        extra.stream().filter(name -> startsWithAny(name, prefixes)).forEach(all::add);
        return String.join(",", all);
    }

    private static void requireKnown(Host host, String name) {
        boolean fits = Stream.of(KEX_PREFIXES, HOST_KEY_PREFIXES, CIPHER_PREFIXES, MAC_PREFIXES)
                .anyMatch(prefixes -> startsWithAny(name, prefixes));
        if (NEVER.contains(name) || !fits || JSch.getConfig(name) == null) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "algorithm %s of host %s is not one that can be allowed: remove it from the host's algorithms"
                            .formatted(name, host.name()));
        }
    }

    private static boolean startsWithAny(String name, Set<String> prefixes) {
        return prefixes.stream().anyMatch(name::startsWith);
    }
}
