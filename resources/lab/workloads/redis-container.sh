#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Run on a host of the laboratory: a Redis container with an address and a hardware address of its own, on a bridge.
#   up                       prepares the host: the bridge br0 with the host's own device in it, the container's bundle in /ctr
#   start RUNTIME KEYS       starts the container redis1 with so many keys of 900 bytes
#   network [MAC [down]]     makes the container's network namespace, without the container
#   running                  prints the runtimes that run the container
#   leftovers                lists what a settled move may not leave behind, one line each
set -u
ADDRESS=10.77.0.50
MAC=02:42:0a:4d:00:32

up() {
    set -e
    local address mac
    address=$(ip -4 -o addr show eth0 | awk '{ print $4 }')
    mac=$(</sys/class/net/eth0/address)
    ip -batch - <<TEXT
link add br0 type bridge stp_state 0 forward_delay 0
link set br0 address 02:4c:0a:4d:01:${mac##*:}
addr flush dev eth0
link set eth0 master br0
addr add $address dev br0
link set br0 up
TEXT
    arping -q -U -c1 -I br0 "${address%/*}"
    bundle
}

bundle() {
    local file library
    mkdir -p /ctr/rootfs/{bin,usr/bin,etc,tmp,proc,sys,dev,data,run}
    cp /bin/busybox /ctr/rootfs/bin/
    ln -sf busybox /ctr/rootfs/bin/sh
    for file in redis-server redis-cli; do
        cp "$(readlink -f "/usr/bin/$file")" "/ctr/rootfs/usr/bin/$file"
        ldd "/ctr/rootfs/usr/bin/$file" | grep -o '/[^ ]*' | while read -r library; do
            mkdir -p "/ctr/rootfs${library%/*}"
            cp -L "$library" "/ctr/rootfs$library"
        done
    done
    echo 'root:x:0:0:root:/:/bin/sh' >/ctr/rootfs/etc/passwd
    printf '%s\n' 'bind 0.0.0.0' 'protected-mode no' 'save ""' 'appendonly no' 'dir /data' 'daemonize no' \
        'logfile /data/redis.log' 'enable-debug-command yes' 'io-threads 1' >/ctr/rootfs/etc/redis.conf
    cd /ctr
    runc spec
    sed -i -e 's/"terminal": true/"terminal": false/' -e 's/"readonly": true/"readonly": false/' \
        -e 's|^\t\t\t"sh"$|"/usr/bin/redis-server", "/etc/redis.conf"|' \
        -e 's|"type": "network"|"type": "network", "path": "/run/netns/ctr1"|' config.json
}

network() {
    ip netns add ctr1
    ip link add v-ctr1 type veth peer name eth0 address "${1:-$MAC}" netns ctr1
    ip -n ctr1 -batch - <<TEXT
link set lo up
addr add $ADDRESS/24 broadcast + dev eth0
link set eth0 up
route add default via 10.77.0.1
TEXT
    [ "${2:-}" = down ] || ip link set v-ctr1 master br0 up
}

start() {
    set -e
    network
    cd /
    # It must inherit nothing of whoever starts it, or CRIU could not save it.
    "$1" --log /ctr/start.log run -d --bundle /ctr redis1 </dev/null >/dev/null 2>&1 || { cat /ctr/start.log >&2; return 1; }
    nsenter --net=/run/netns/ctr1 arping -q -U -c1 -I eth0 "$ADDRESS"
    for _ in $(seq 50); do redis-cli -h "$ADDRESS" ping >/dev/null 2>&1 && break; sleep 0.1; done
    redis-cli -h "$ADDRESS" debug populate "$2" key 900
}

running() {
    local runtime
    for runtime in crun runc; do
        if "$runtime" state redis1 2>/dev/null | grep -q '"status": "running"'; then echo "$runtime"; fi
    done
}

# The container and its network may be on one of the hosts.
leftovers() {
    ls -A /var/lib/relocation/legs /var/lib/relocation/held /run/relocation 2>/dev/null | grep -v -e ':$' -e '^$'
    grep -s relocation: /root/.ssh/authorized_keys
    if [ -e /run/netns/ctr1 ]; then nsenter --net=/run/netns/ctr1 nft list tables; fi
    nft list tables
    pgrep -a -f 'relocation-host|criu'
    mount | grep ' on .*relocation.*netns\|legs'
    ls -d /etc/systemd/system/*.d/50-reloc* /run/systemd/system/*.d/60-reloc* 2>/dev/null
    find / -xdev -name '.relocation*' 2>/dev/null
    # A scope that a restored process tree lives in is its home.
    find /sys/fs/cgroup -mindepth 2 '(' -name 'redis1' -o -name 'relocation*' ')' -exec sh -c '[ -n "$(cat "$1/cgroup.procs")" ] || echo "$1"' sh {} ';'
    if [ -z "$(running)" ]; then
        ls -d /run/netns/ctr1 /sys/class/net/v-ctr1 /sys/fs/cgroup/redis1 2>/dev/null
        find /run/crun /run/runc -mindepth 1 ! -path '*/.cache*' 2>/dev/null
    fi
    true
}

# Tests put functions of their own behind these and call them through standard input.
[[ ${BASH_SOURCE[0]:-} != "$0" ]] || "$@"
