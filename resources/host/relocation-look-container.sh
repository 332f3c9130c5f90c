#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What the relocation reads about containers on a host; travels and works as relocation-look.sh does, whose functions it uses.

# Prints "running PID START", another word of the runtime, "none", or "unknown" and why.
container_state() {
    v_said=$("$1" state "$2" 2>&1)
    v_pid=$(printf '%s\n' "$v_said" | sed -n 's/.*"pid": *\([0-9]*\).*/\1/p')
    v_word=$(printf '%s\n' "$v_said" | sed -n 's/.*"status": *"\([a-z]*\)".*/\1/p')
    case $v_word in
        running) if look "$v_pid"; then echo "running $v_pid $P_START"; else echo stopped; fi ;;
        '')
            case $v_said in
                *'does not exist'* | *'/status`: No such file'*) echo none ;;
                *) echo "unknown $(printf '%s' "$v_said" | head -c 200 | tr '\n' ' ')" ;;
            esac
            ;;
        *) echo "$v_word" ;;
    esac
}


# All that tells what a container is and how it is connected. report_container RUNTIME NAME
report_container() {
    part found
    q_state=$(container_state "$1" "$2")
    echo "$q_state"
    part state && "$1" state "$2" 2>/dev/null
    case $q_state in running*) ;; *) return 0 ;; esac
    q_state=${q_state#running }
    q_pid=${q_state%% *}
    part config && cat "$("$1" state "$2" | sed -n 's/.*"bundle": *"\(.*\)".*/\1/p')/config.json" 2>/dev/null
    part cgroup && cat "/proc/$q_pid/cgroup"
    part v1 && grep '^[1-9][0-9]*:..*:' /proc/self/cgroup
    report_network "$q_pid"
}

# The network namespace of a process, and the host's ends of its cables.
report_network() {
    part netns
    for q_path in /run/netns/*; do if [ -e "$q_path" ]; then echo "$(stat -L -c %i "$q_path") $q_path"; fi; done
    echo "$(stat -L -c %i "/proc/$1/ns/net") own"
    echo "$(stat -L -c %i /proc/self/ns/net) host"
    part inside && nsenter --net="/proc/$1/ns/net" -- ip -j addr show
    part routes && nsenter --net="/proc/$1/ns/net" -- ip route show | grep -v ' proto kernel '
    part rules && nsenter --net="/proc/$1/ns/net" -- nft list ruleset
    part outside && ip -j link show
}
