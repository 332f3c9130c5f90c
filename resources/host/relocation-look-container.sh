#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What the relocation reads about containers on a host; travels and works as relocation-look.sh does, whose functions it uses.

# Prints "running PID START", another word of the runtime, "none", or "unknown" and why. container_state RUNTIME NAME
# [OCI ID]: with these, Podman itself is not asked about a container that it may have locked.
container_state() {
    case $1 in
        podman)
            if [ -n "${4:-}" ]; then
                v_said=$("$3" state "$4" 2>&1)
                case $v_said in
                    *'"status"'*) ;;
                    *) if podman container exists "$2"; then v_said='"status": "exited"'; fi ;;
                esac
            else
                v_said=$(timeout 20 podman container inspect --format '{"pid": {{.State.Pid}}, "status": "{{.State.Status}}"}' "$2" 2>&1)
            fi
            ;;
        *) v_said=$("$1" state "$2" 2>&1) ;;
    esac
    v_pid=$(printf '%s\n' "$v_said" | sed -n 's/.*"pid": *\([0-9]*\).*/\1/p')
    v_word=$(printf '%s\n' "$v_said" | sed -n 's/.*"status": *"\([a-z]*\)".*/\1/p')
    case $v_word in
        running) if look "$v_pid"; then echo "running $v_pid $P_START"; else echo stopped; fi ;;
        exited) echo stopped ;;
        '')
            case $v_said in
                *'does not exist'* | *'no such object'* | *'/status`: No such file'* | *'no such container'* | *'no container with name'*) echo none ;;
                *) echo "unknown $(printf '%s' "$v_said" | head -c 200 | tr '\n' ' ')" ;;
            esac
            ;;
        *) echo "$v_word" ;;
    esac
}

# Where the OCI bundle of a running container is. bundle_of RUNTIME NAME
bundle_of() {
    case $1 in
        podman) podman container inspect --format '{{.OCIConfigPath}}' "$2" 2>/dev/null | sed 's|/config.json$||' ;;
        *) "$1" state "$2" 2>/dev/null | sed -n 's/.*"bundle": *"\(.*\)".*/\1/p' ;;
    esac
}

# All that tells what a container is and how it is connected. report_container RUNTIME NAME
report_container() {
    part found
    q_state=$(container_state "$1" "$2")
    echo "$q_state"
    case $q_state in running*) ;; *) return 0 ;; esac
    q_state=${q_state#running }
    q_pid=${q_state%% *}
    q_bundle=$(bundle_of "$1" "$2")
    part bundle && echo "$q_bundle"
    part config && cat "$q_bundle/config.json" 2>/dev/null
    if [ "$1" = podman ]; then part podman && podman container inspect "$2" 2>/dev/null; fi
    part cgroup && cat "/proc/$q_pid/cgroup"
    part v1 && grep '^[1-9][0-9]*:..*:' /proc/self/cgroup
    part cgroupfs && stat -f -c %T /sys/fs/cgroup
    report_network "$q_pid"
}

# The network namespace of a process, who else is in it, and the host's ends of its cables.
report_network() {
    part inhabitants && find /proc/[0-9]*/ns/net -lname "$(readlink "/proc/$1/ns/net" | sed 's/[][]/\\&/g')" 2>/dev/null | cut -d/ -f3
    part netns && {
        for q_path in /run/netns/*; do if [ -e "$q_path" ]; then echo "$(stat -L -c %i "$q_path") $q_path"; fi; done
        echo "$(stat -L -c %i "/proc/$1/ns/net") own"
        echo "$(stat -L -c %i /proc/self/ns/net) host"
    }
    part inside && nsenter --net="/proc/$1/ns/net" -- ip -j addr show
    part routes && nsenter --net="/proc/$1/ns/net" -- ip route show | grep -v ' proto kernel '
    part rules && nsenter --net="/proc/$1/ns/net" -- nft list ruleset
    part outside && ip -j link show
}

# What both ends are asked about their runtimes. report_runtimes
report_runtimes() {
    part runtimes && for q_program in crun runc podman; do
        if command -v "$q_program" >/dev/null; then echo "$q_program $("$q_program" --version 2>/dev/null | head -n 1)"; fi
    done
    part crun && crun --version 2>/dev/null | grep '^+'
    part libcriu && ls /usr/lib/*/libcriu.so.2 /usr/lib64/libcriu.so.2 /lib64/libcriu.so.2 /usr/local/lib*/libcriu.so.2 2>/dev/null
    report_network_tools
    part cgroupfs && stat -f -c %T /sys/fs/cgroup
    part criu-config && ls /etc/criu/default.conf /etc/criu/crun.conf /etc/criu/runc.conf "${HOME:-/root}/.criu/default.conf" 2>/dev/null
}

# What is needed to move an address.
report_network_tools() {
    part lock && if criu check --feature network_lock_nftables >/dev/null 2>&1; then echo usable; else echo "missing"; fi
    part nft && unshare -n nft 'add table inet relocation' 2>&1 && echo usable
    part network-tools && for q_tool in ip nft nsenter arping; do command -v "$q_tool" >/dev/null || echo "missing $q_tool"; done
}

# What a source is asked about the address of a process tree. report_network_source PID
report_network_source() {
    report_network_tools
    report_network "$1"
}

# What a target is asked about an address. Standard input: lines "netns PATH", "address ADDRESS", "bridge NAME".
report_network_target() {
    n_list=$(cat)
    report_network_tools
    report_network_there
}

report_network_there() {
    part outside && ip -j link show
    part own-addresses && ip -j addr show
    part prepared && needs netns | while read -r n_path; do
        if [ -e "$n_path" ]; then nsenter --net="$n_path" -- ip -j addr show; else echo none; fi
    done
    part neighbours && report_neighbours
}

# All that a source is asked. report_container_source RUNTIME NAME IMAGEDIR STATEDIR ADDRESS PORT UNIT ROOTFS. Standard
# input: lines "data PATH".
report_container_source() {
    # shellcheck disable=SC2034 # needs() reads it
    n_list=$(cat)
    report_host "$3" "$4"
    report_runtimes
    report_container "$1" "$2"
    if [ "$5" != - ]; then report_keys "$5" "$6"; fi
    if [ "$7" != - ]; then report_unit "$7"; fi
    report_starters "$2"
    [ -n "${q_pid:-}" ] || return 0
    m_pids=$(tree_of "$q_pid" | cut -d' ' -f1)
    # shellcheck disable=SC2086 # process ids
    process_rows $m_pids
    report_identities
    report_descriptors "$q_pid"
    part mounts && cat "/proc/$q_pid/mountinfo"
    part ns && find "/proc/$q_pid/ns" /proc/1/ns -mindepth 1 -printf '%p\t%l\n' 2>/dev/null
    report_bundle "$q_bundle" "$8"
    needs data | data_sizes
}

# Units that could start a container of that name, loaded or not. report_starters NAME
report_starters() {
    part starters && grep -lsE '^ExecStart=.*(crun|runc|podman)' /etc/systemd/system/*.service /run/systemd/system/*.service \
        /run/systemd/generator/*.service /usr/local/lib/systemd/system/*.service /usr/lib/systemd/system/*.service |
        while read -r q_file; do
            # shellcheck disable=SC2016
            NAME=$1 awk '/^ExecStart=/ && index($0 " ", " " ENVIRON["NAME"] " ") { print FILENAME; exit }' "$q_file"
        done | sed 's|.*/||' | sort -u
}

# Digests of the configuration and, directory by directory, of the root file system; what is in the data paths is left
# out. report_bundle BUNDLE ROOTFS
report_bundle() {
    part bundle-config && sha256sum <"$1/config.json" 2>/dev/null
    [ "$2" != - ] || return 0
    q_root=$2
    case $q_root in /*) ;; *) q_root=$1/$q_root ;; esac
    part rootfs && for q_dir in "$q_root"/* "$q_root"/usr/*; do
        case $q_dir in "$q_root/usr") continue ;; esac
        if [ -e "$q_dir" ]; then echo "$(tree_digest "$q_dir") ${q_dir#"$q_root"}"; fi
    done
}

tree_digest() {
    {
        tree_paths "$1" -type f | xargs -r -d '\n' sha256sum --
        tree_paths "$1" '(' -type f -o -type l ')' | xargs -r -d '\n' stat -c '%n %f %u %g %N' --
    } | sha256sum | cut -d' ' -f1
}

# Paths below a directory, without those that are data.
tree_paths() {
    t_dir=$1
    shift
    find "$t_dir" -xdev "$@" -print | DATA=$(needs data) awk '
        BEGIN { n = split(ENVIRON["DATA"], paths, "\n") }
        /\/\.relocation-/ { next }
        { for (i = 1; i <= n; i++) if ($0 == paths[i] || index($0, paths[i] "/") == 1) next; print }' | sort
}

# All that a target is asked. report_container_target RUNTIME NAME IMAGEDIR STATEDIR UNIT BUNDLE ROOTFS. Standard input:
# lines "data PATH", "volume PATH", "netns PATH", "address ADDRESS", "bridge NAME".
report_container_target() {
    # shellcheck disable=SC2034 # needs() reads it
    n_list=$(cat)
    report_host "$3" "$4"
    report_runtimes
    part found && container_state "$1" "$2"
    part elsewhere && for q_program in crun runc podman; do
        if [ "$q_program" != "$1" ] && command -v "$q_program" >/dev/null; then echo "$q_program $(container_state "$q_program" "$2")"; fi
    done
    part v1 && grep '^[1-9][0-9]*:..*:' /proc/self/cgroup
    report_network_there
    if [ "$5" != - ]; then report_unit "$5"; fi
    report_starters "$2"
    if [ "$6" != - ]; then report_bundle "$6" "$7"; fi
    part images && needs image | while read -r n_image; do if podman image exists "$n_image" 2>/dev/null; then echo "$n_image"; fi; done
    part volumes && needs volume | while read -r n_path; do if [ -e "$n_path" ]; then echo "$n_path"; fi; done
    report_room_for_data
    part in-use && find /proc/[0-9]*/fd -mindepth 1 -lname '/*' -printf '%l\n' 2>/dev/null | sort -u | DATA=$(needs data) awk '
        BEGIN { n = split(ENVIRON["DATA"], paths, "\n") }
        { for (i = 1; i <= n; i++) if ($0 == paths[i] || index($0, paths[i] "/") == 1) print }'
}

# Who answers for the address on the bridge's network: lines "reply MAC".
report_neighbours() {
    n_bridge=$(needs bridge)
    [ -n "$n_bridge" ] && [ -e "/sys/class/net/$n_bridge" ] || return 0
    command -v arping >/dev/null || return 0
    needs address | grep -v : | while read -r n_address; do
        arping -c 2 -w 3 -I "$n_bridge" "${n_address%/*}" 2>&1 | sed -n 's/.*reply from .* \[\(.*\)\] .*/reply \1/p' | tr '[:upper:]' '[:lower:]' | sort -u
    done
    echo asked
}

# What could be a container: for each a line "@@@ RUNTIME NAME", then parts. report_containers
report_containers() {
    q_others=
    if command -v podman >/dev/null; then
        q_others=$(podman ps -q --no-trunc 2>/dev/null)
        podman ps --format 'podman {{.Names}}' 2>/dev/null | found_containers
    fi
    for q_program in crun runc; do
        command -v "$q_program" >/dev/null || continue
        "$q_program" list -q 2>/dev/null | grep -vxF -e "${q_others:-/}" | sed "s/^/$q_program /" | found_containers
    done
}

found_containers() {
    while read -r q_runtime q_name; do
        printf '\n@@@ %s %s\n' "$q_runtime" "$q_name"
        q_pid=
        report_container "$q_runtime" "$q_name" </dev/null
        if [ -z "$q_pid" ]; then continue; fi
        m_pids=$(tree_of "$q_pid" | cut -d' ' -f1)
        # shellcheck disable=SC2086 # process ids
        process_rows $m_pids
        part status && for m_pid in $m_pids; do grep -H '^VmRSS:' "/proc/$m_pid/status" 2>/dev/null; done
        part tcp && cat "/proc/$q_pid/net/tcp" "/proc/$q_pid/net/tcp6" 2>/dev/null
    done
}

# How much memory a container uses, and its data. report_container_size PID. Standard input: lines "data PATH".
report_container_size() {
    # shellcheck disable=SC2034 # needs() reads it
    n_list=$(cat)
    report_size "$1"
    needs data | data_sizes
}
