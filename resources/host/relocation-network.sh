#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: the network namespace of a container, whose address moves along.
#
# On the host that it goes to: the namespace with the same hardware address and addresses, its cable not plugged in; a lock
# that lets nothing in or out; then the cable; then the restore; and only when the sockets are there the lock goes. Any other
# order loses connections: without the lock the kernel resets them, and a cable plugged in late costs seconds.
#
# Keys of the plan: netns (path), device (the cable's end on the host), bridge, interface, mac, mtu, address and route (any
# number of each; a route is what "ip route show" says).

has_network() { [ -n "$(plan netns)" ]; }

netns_name() { basename "$(plan netns)"; }
netns_is_there() { [ -e "$(plan netns)" ] && in_netns true 2>/dev/null; }
in_netns() { nsenter --net="$(plan netns)" -- "$@"; }
device_is_there() { [ -e "/sys/class/net/$(plan device)" ]; }
lock_name() { echo "relocation-$LEG"; }

# Makes what is not there. "made" is written first: what is there of ours can be removed, whenever this stops.
make_network() {
    has_network || return 0
    if ! netns_is_there; then
        : >"$LEG_DIR/made"
        ip netns add "$(netns_name)" || die "cannot make network namespace $(netns_name)"
    fi
    if [ -e "$LEG_DIR/made" ] && ! device_is_there; then make_cable; fi
    device_is_there || die "network namespace $(plan netns) is there, but not its device $(plan device)"
    lock_network
}

make_cable() {
    i_inside=$(plan interface)
    ip link add "$(plan device)" mtu "$(plan mtu)" type veth peer name "$i_inside" address "$(plan mac)" mtu "$(plan mtu)" \
        netns "$(netns_name)" || die "cannot make device $(plan device)"
    {
        echo "link set lo up"
        echo "link set $i_inside up"
        plan address | while read -r i_address; do
            case $i_address in *:*) i_more=' nodad' ;; *) i_more=' broadcast +' ;; esac
            echo "addr add $i_address dev $i_inside$i_more"
        done
        plan route | sed 's/^/route replace /'
    } | ip -n "$(netns_name)" -batch - || die "cannot set the addresses of network namespace $(netns_name)"
}

# Lets nothing in or out. A lock that CRIU left from an earlier dump goes: nobody else would take it away.
lock_network() {
    has_network || return 0
    {
        cat <<RULES
table inet $(lock_name)
delete table inet $(lock_name)
table inet $(lock_name) {
    chain in { type filter hook input priority -400; policy drop; iif lo accept; }
    chain out { type filter hook output priority -400; policy drop; oif lo accept; }
}
RULES
        stale_locks
    } | in_netns nft -f - || die "cannot lock the network of $(plan netns)"
}

stale_locks() { in_netns nft list tables 2>/dev/null | sed -n 's/^table inet \(CRIU-.*\)$/delete table inet \1/p'; }

# Nothing of ours and of CRIU keeps packets from passing any more.
unlock_network() {
    has_network && netns_is_there || return 0
    {
        in_netns nft list tables 2>/dev/null | sed -n "s/^table inet \($(lock_name)\)\$/delete table inet \1/p"
        stale_locks
    } | in_netns nft -f - || die "cannot unlock the network of $(plan netns)"
}

# Puts the cable in and tells everybody where the address is now.
plug_in() {
    has_network || return 0
    ip link set "$(plan device)" master "$(plan bridge)" up || die "cannot plug $(plan device) into $(plan bridge)"
    announce
}

announce() {
    has_network || return 0
    plan address | grep -v : | while read -r i_address; do
        in_netns arping -q -U -c 1 -w 2 -I "$(plan interface)" "${i_address%/*}" </dev/null >/dev/null 2>&1
    done
    return 0
}

# A device that is gone needs no unplugging.
unplug() {
    if has_network && device_is_there; then
        ip link set "$(plan device)" down nomaster || die "cannot unplug $(plan device)"
    fi
}

# What was made for a container that is not here any more. A namespace that others made is theirs.
remove_network() {
    has_network || return 0
    unplug
    if [ "${1:-}" = all ] || [ -e "$LEG_DIR/made" ]; then
        if netns_is_there; then
            ip netns del "$(netns_name)" || die "cannot remove network namespace $(netns_name)"
        fi
        await 3000 cable_removed || die "device $(plan device) does not go away"
        rm -f "$LEG_DIR/made"
    else
        unlock_network
    fi
}

# The cable goes with the namespace, a moment later; one whose other end somebody took elsewhere does not.
cable_removed() { ! device_is_there || ip link del "$(plan device)" 2>/dev/null; }
