#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Run on a host of the laboratory by tests of containers: a bridge with the host's own device in it, a bundle with Redis, a
# network namespace with an address of its own. "down" takes all of it away again.
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

# network [MAC [down]]
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

# Somebody else with the same address on the same network.
somebody() {
    ip netns add other
    ip link add v-other type veth peer name eth0 address 02:42:0a:4d:00:99 netns other
    ip -n other addr add $ADDRESS/24 dev eth0
    ip -n other link set eth0 up
    ip link set v-other master br0 up
}

# A unit that starts the container, whatever ends it.
unit() {
    cat >/etc/systemd/system/redis1.service <<UNIT
[Service]
Type=forking
PIDFile=/run/redis1.pid
ExecStartPre=-/usr/bin/crun delete --force redis1
ExecStart=/bin/sh -c 'exec /usr/bin/crun run --detach --pid-file /run/redis1.pid --bundle /ctr redis1 </dev/null >/dev/null 2>&1'
ExecStop=/usr/bin/crun kill redis1 KILL
Restart=always
RestartSec=0.2
[Install]
WantedBy=multi-user.target
UNIT
    systemctl daemon-reload
}

mount_volume() {
    mkdir -p /ctr/rootfs/volume
    sed -i 's|"mounts": \[|"mounts": [{"destination": "/volume", "type": "bind", "source": "/ctr/volume", "options": ["bind", "rw"]},|' /ctr/config.json
}

# start RUNTIME KEYS: the container redis1, with so many keys of 900 bytes
start() {
    set -e
    network
    cd /
    "$1" run -d --bundle /ctr redis1 </dev/null >/dev/null 2>&1
    nsenter --net=/run/netns/ctr1 arping -q -U -c1 -I eth0 "$ADDRESS"
    for _ in $(seq 50); do redis-cli -h "$ADDRESS" ping >/dev/null 2>&1 && break; sleep 0.1; done
    redis-cli -h "$ADDRESS" debug populate "$2" key 900
}

# start_process KEYS: the same without a container, in the same network namespace
start_process() {
    mkdir -p /srv/redis1
    cd /
    setsid nsenter --net=/run/netns/ctr1 /usr/bin/redis-server --port 6379 --bind 0.0.0.0 --protected-mode no --save "" \
        --dir /srv/redis1 --logfile /srv/redis1/log --pidfile /run/redis1.pid --daemonize no --enable-debug-command yes \
        </dev/null >/dev/null 2>&1 &
    for _ in $(seq 50); do redis-cli -h "$ADDRESS" ping >/dev/null 2>&1 && break; sleep 0.1; done
    nsenter --net=/run/netns/ctr1 arping -q -U -c1 -I eth0 "$ADDRESS"
    redis-cli -h "$ADDRESS" debug populate "$1" key 900
}

start_process_on_the_host() {
    setsid /usr/bin/redis-server --port 6379 --save "" --pidfile /run/redis1.pid </dev/null >/dev/null 2>&1 &
    for _ in $(seq 50); do [ -s /run/redis1.pid ] && break; sleep 0.1; done
}

down() {
    local runtime
    for p in $(pgrep -x redis-server); do kill -9 "$p"; done
    rm -rf /srv/redis1
    rm -rf /etc/systemd/system/redis1.service.d /run/systemd/system/redis1.service.d
    systemctl disable -q --now redis1 2>/dev/null
    rm -f /etc/systemd/system/redis1.service /run/redis1.pid
    systemctl daemon-reload
    systemctl reset-failed redis1 2>/dev/null
    for p in $(pgrep -x "criu|crun|runc"; pgrep -f relocation-host.sh); do kill -9 "$p" 2>/dev/null; done
    for runtime in crun runc; do
        "$runtime" kill redis1 KILL
        for _ in $(seq 50); do "$runtime" state redis1 | grep -q '"status": "running"' || break; sleep 0.05; done
        "$runtime" delete --force redis1
    done >/dev/null 2>&1
    rmdir /sys/fs/cgroup/redis1 /sys/fs/cgroup/system.slice/redis1 2>/dev/null
    ip netns del other 2>/dev/null
    ip netns del ctr1 2>/dev/null
    ip link del v-ctr1 2>/dev/null
    if [ -e /sys/class/net/br0 ]; then
        local address
        address=$(ip -4 -o addr show br0 | awk 'NR == 1 { print $4 }')
        ip link del br0
        ip addr add "$address" dev eth0
        ip link set eth0 up
    fi
    cut -d' ' -f5 /proc/self/mountinfo | grep '^/run/relocation/' | sort -r | xargs -r -n 1 umount
    rm -rf --one-file-system /ctr /var/lib/relocation/legs /var/lib/relocation/guards /var/lib/relocation/held /run/relocation/*
    sed -i '/ relocation:/d' /root/.ssh/authorized_keys
    true
}

# What a settled move may not leave behind. The container and its network may be on one of the hosts.
leftovers() {
    ls -A /var/lib/relocation/legs /var/lib/relocation/held /run/relocation 2>/dev/null | grep -v -e ':$' -e '^$'
    grep -s relocation: /root/.ssh/authorized_keys
    if [ -e /run/netns/ctr1 ]; then nsenter --net=/run/netns/ctr1 nft list tables; fi
    nft list tables
    pgrep -a -f 'relocation-host|criu'
    mount | grep ' on .*relocation.*netns\|legs'
    ls -d /etc/systemd/system/*.d/50-reloc* /run/systemd/system/*.d/60-reloc* 2>/dev/null
    find / -xdev -name '.relocation*' 2>/dev/null
    # A plain process lives in the scope that it was restored in.
    find /sys/fs/cgroup -mindepth 2 -name 'redis1' -o -name 'relocation*' | while read -r scope; do
        grep -qxF -e "$(pgrep -x redis-server || echo none)" "$scope/cgroup.procs" || echo "$scope"
    done
    local here=${PODMAN_HERE:-no}
    for runtime in crun runc; do if "$runtime" state redis1 2>/dev/null | grep -q '"status": "running"'; then here=yes; fi; done
    if pgrep -x redis-server >/dev/null; then here=yes; fi
    if [ $here = no ]; then
        ls -d /run/netns/ctr1 /sys/class/net/v-ctr1 /sys/fs/cgroup/redis1 2>/dev/null
        find /run/crun /run/runc -mindepth 1 ! -path '*/.cache*' 2>/dev/null
    fi
    true
}

"$@"
