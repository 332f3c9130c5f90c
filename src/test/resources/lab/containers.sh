# SPDX-License-Identifier: MIT
#
# Put behind redis-container.sh by tests of containers: what they need beyond it. "down" takes all of both away again.

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
        arping -q -U -c1 -I eth0 "${address%/*}"
    fi
    cut -d' ' -f5 /proc/self/mountinfo | grep '^/run/relocation/' | sort -r | xargs -r -n 1 umount
    rm -rf --one-file-system /ctr /var/lib/relocation/legs /var/lib/relocation/guards /var/lib/relocation/held /run/relocation/*
    sed -i '/ relocation:/d' /root/.ssh/authorized_keys
    true
}

"$@"
