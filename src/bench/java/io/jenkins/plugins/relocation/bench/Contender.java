// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.util.Arrays;
import java.util.List;

/** A way of moving a process. */
enum Contender {
    SCP("scp", "criu, scp -r, criu by hand", Channel.ENCRYPTED),
    TAR_SSH("tar-ssh", "criu, tar | ssh aes128-gcm by hand", Channel.ENCRYPTED),
    PAGE_SSH("page-ssh", "page server through ssh -L by hand", Channel.ENCRYPTED),
    PODMAN_NONE("podman-none", "podman export --compress=none, scp, import", Channel.ENCRYPTED),
    PODMAN_ZSTD("podman-zstd", "podman export --compress=zstd, scp, import", Channel.ENCRYPTED),
    OURS("ours", "relocation, encrypted", Channel.ENCRYPTED),
    TAR_PLAIN("tar-plain", "criu, tar | socat by hand", Channel.PLAIN),
    PAGE_PLAIN("page-plain", "page server by hand", Channel.PLAIN),
    OURS_PLAIN("ours-plain", "relocation, plain", Channel.PLAIN),
    SEQUENTIAL("sequential", "script, one after the other, tar | ssh", Channel.ENCRYPTED),
    XARGS("xargs-8", "xargs -P 8, tar | ssh", Channel.ENCRYPTED),
    OURS_8("ours-8", "relocation with movesIn and movesOut 8, encrypted", Channel.ENCRYPTED),
    RAW("raw", "criu dump and restore on one host, nothing moved", Channel.NONE);

    /** How memory travels: contenders are compared within one of these only. */
    enum Channel {
        ENCRYPTED,
        PLAIN,
        NONE
    }

    private final String id;
    private final String title;
    private final Channel channel;

    Contender(String id, String title, Channel channel) {
        this.id = id;
        this.title = title;
        this.channel = channel;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Channel channel() {
        return channel;
    }

    boolean isOurs() {
        return this == OURS || this == OURS_PLAIN || this == OURS_8;
    }

    /** Whether what it moves is a container. */
    boolean isPodman() {
        return this == PODMAN_NONE || this == PODMAN_ZSTD;
    }

    /** What move.sh calls the way; an evacuation by hand uses the best encrypted one. */
    String method() {
        return this == SEQUENTIAL || this == XARGS ? TAR_SSH.id : id;
    }

    static Contender of(String id) {
        return Arrays.stream(values())
                .filter(each -> each.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no contender %s; there are %s"
                        .formatted(
                                id, Arrays.stream(values()).map(Contender::id).toList())));
    }

    /** Those that move a process with memory. */
    static List<Contender> dirty() {
        return List.of(SCP, TAR_SSH, PAGE_SSH, PODMAN_NONE, PODMAN_ZSTD, OURS, TAR_PLAIN, PAGE_PLAIN, OURS_PLAIN);
    }

    /** Those that move any process. */
    static List<Contender> single() {
        return List.of(SCP, TAR_SSH, PAGE_SSH, OURS, TAR_PLAIN, PAGE_PLAIN, OURS_PLAIN);
    }
}
