# SPDX-License-Identifier: MIT
#
# Put behind redis-container.sh by tests of Podman: the same Redis, by Podman. Storage is in memory; nothing is configured that a
# host would not have, but for the cgroups, which these hosts get from outside.

running() {
    [ -e /etc/containers/storage.conf ] || return 0
    if [ "$(podman container inspect --format '{{.State.Status}}' redis1 2>/dev/null)" = running ]; then echo podman; fi
}

has_podman() { command -v podman || echo none; }

podman_up() {
    podman_down # Podman remembers that it could not store anything before storage was in memory
    mkdir -p /var/lib/containers
    grep -q ' /var/lib/containers ' /proc/mounts || mount -t tmpfs tmpfs /var/lib/containers
    mkdir -p /etc/containers
    printf '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "none"\nruntime = "crun"\n[containers]\nlog_driver = "k8s-file"\n' \
        >/etc/containers/containers.conf
    printf '[storage]\ndriver = "overlay"\nrunroot = "/run/containers/storage"\ngraphroot = "/var/lib/containers/storage"\n' \
        >/etc/containers/storage.conf
    printf '{"default": [{"type": "insecureAcceptAnything"}]}\n' >/etc/containers/policy.json
}

podman_image() {
    echo remove me >/ctr/rootfs/etc/removed
    tar -C /ctr/rootfs -cf - . | podman import --quiet - redis-lab >/dev/null
}

# podman_start KEYS OPTION...
podman_start() {
    local keys=$1
    shift
    podman run -d --name redis1 --pids-limit 0 "$@" redis-lab /usr/bin/redis-server /etc/redis.conf >/dev/null || return 1
    nsenter --net=/run/netns/ctr1 arping -q -U -c1 -I eth0 "$ADDRESS"
    for _ in $(seq 50); do redis-cli -h "$ADDRESS" ping >/dev/null 2>&1 && break; sleep 0.1; done
    redis-cli -h "$ADDRESS" debug populate "$keys" key 900
}

podman_down() {
    command -v podman >/dev/null || return 0
    podman rm --all --force --time 0
    podman volume rm --all --force
    podman rmi --all --force
    umount /var/lib/containers
    rm -rf /run/containers /run/libpod /var/lib/containers/* /etc/containers/containers.conf /etc/containers/storage.conf
    find /sys/fs/cgroup/libpod_parent -depth -type d -exec rmdir {} +
    true
} >/dev/null 2>&1

podman_leftovers() {
    if ! podman container exists redis1; then podman volume ls -q; find /sys/fs/cgroup/libpod_parent -mindepth 1 -name 'libpod-*'; fi
    find /var/lib/containers/storage/overlay-containers /run/containers \( -name inventory.img -o -name 'devshm*' -o -name '*.dump' \)
    true
} 2>/dev/null
