#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-look.sh: what this host has for carrying memory, and how well a workload's memory packs.

# What is there for packing and for plain connections, and how many processors.
report_wire() {
    part wire
    for h_tool in lz4 zstd; do
        if command -v "$h_tool" >/dev/null; then echo "$h_tool"; fi
    done
    # A minimal installation lacks modules, an old one what they can do.
    if python3 -ES -c 'import array, fcntl, hashlib, os, select, socket, struct, sys; sys.exit(sys.version_info < (3, 7))' 2>/dev/null; then
        echo python3
    fi
    echo "processors $(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc)"
}

# Packs and unpacks a sample of a process tree's memory with each of the given programs, one after the other. The sample
# passes through pipes and is stored nowhere. Part "sample" is its size; each program's part has what the shell says of its
# times after packing, what dd says of the bytes that came out, and the times after unpacking.
# report_packing ROOT PROGRAM...
report_packing() {
    k_pieces=$(for k_pid in $(tree_of "$1" | cut -d' ' -f1); do echo "$k_pid"; done | pieces)
    shift
    part sample && print_pieces | wc -c
    for k_tool in "$@"; do
        case $k_tool in
            lz4) k_pack='LZ4_NBWORKERS=1 lz4 -1 -q -c -B5 --no-frame-crc' k_unpack='lz4 -d -q -c' ;;
            zstd) k_pack='zstd -1 -q -c --single-thread --no-check' k_unpack='zstd -d -q -c' ;;
            *) continue ;;
        esac
        part "packing-$k_tool"
        # Each waits for the end of what is before it: the order of these lines is certain.
        { print_pieces | sh -c "$k_pack 2>/dev/null; times >&3" | dd bs=64K 2>&3 | sh -c "$k_unpack 2>/dev/null >/dev/null; times >&3"; } 3>&1
    done
}

# Reads process ids. Chooses up to 16 MiB of their memory, 16 pieces evenly spread, always the same for the same maps, and
# prints each as PID START OFFSET LENGTH, the last two in KiB. Maps that are hardly filled are left out: what was never
# written to is not saved either.
pieces() {
    while read -r k_pid; do
        sed "s/^/$k_pid /" "/proc/$k_pid/smaps" 2>/dev/null
    done | awk '
        $2 ~ /^[0-9a-f]+-[0-9a-f]+$/ { pid = $1; start = $2; sub(/-.*/, "", start); readable = $3 ~ /^r/ }
        $2 == "Size:" { size = $3 }
        $2 == "Anonymous:" && readable && $3 > 0 && $3 * 10 >= size * 8 {
            pids[n] = pid; starts[n] = start; sizes[n] = size; total += size; n++
        }
        END {
            if (total <= 16384) { for (i = 0; i < n; i++) print pids[i], starts[i], 0, sizes[i]; exit }
            for (p = 0; p < 16; p++) {
                at = int(p * total / 16 / 4) * 4
                for (i = 0; at >= sizes[i]; i++) at -= sizes[i]
                left = sizes[i] - at
                print pids[i], starts[i], at, left < 1024 ? left : 1024
            }
        }'
}

print_pieces() {
    printf '%s\n' "$k_pieces" | while read -r k_pid k_start k_at k_length; do
        [ -z "$k_pid" ] || dd if="/proc/$k_pid/mem" bs=4K skip=$((0x$k_start / 4096 + k_at / 4)) count=$((k_length / 4)) status=none 2>/dev/null
    done
}

# How much memory a process tree would have copied ahead, and what room there is for it. report_ahead ROOT DIRECTORY
report_ahead() {
    part memory && tree_of "$1" | while read -r k_pid _; do
        sed -n -e 's/^Anonymous: *\([0-9]*\) kB$/\1/p' -e 's/^Swap: *\([0-9]*\) kB$/\1/p' "/proc/$k_pid/smaps_rollup" 2>/dev/null
    done | awk '{ total += $1 } END { printf "%d\n", total * 1024 }'
    part available && awk '$1 == "MemAvailable:" { printf "%d\n", $2 * 1024 }' /proc/meminfo
    part room && df -Pk "$(existing "$2")" | sed -n 2p && stat -f -c 'type %T' "$(existing "$2")"
}
