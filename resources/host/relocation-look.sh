#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What the relocation reads on a host. Nothing here changes anything: prechecks send this file through standard input and
# leave no trace. relocation-host.sh, which acts, reads it too. relocation-process.sh comes before it. Needs a POSIX shell and GNU coreutils, findutils and grep.
#
# Every report is made of parts: a line "@@NAME", then what a command printed, unchanged. A part that is missing or
# makes no sense counts as unknown.

# Who could be a workload: match KIND VALUE, with KIND pidfile, unit, command or all.
match() {
    if [ "$1" = pidfile ]; then
        [ -e "$2" ] || return 0
        m_pid=
        { read -r m_pid <"$2"; } 2>/dev/null
        # What is usual takes no other process.
        case $m_pid in *[!0-9]*) ;; [1-9]*) echo "$m_pid" && return 0 ;; esac
    fi
    case $1 in
        pidfile) head -c 20 "$2" 2>/dev/null | tr -dc 0-9 ;;
        unit) systemctl show -p MainPID --value -- "$2" 2>/dev/null ;;
        command)
            grep -lsaF -e "$2" /proc/[0-9]*/cmdline 2>/dev/null | sed 's|^/proc/||; s|/cmdline$||'
            find /proc/[0-9]*/exe -maxdepth 0 -printf '%p %l\n' 2>/dev/null | grep -F -e " $2" | sed 's|^/proc/\([0-9]*\)/.*|\1|'
            ;;
        all) cd /proc && ls -d [0-9]* ;;
    esac | grep -x '[1-9][0-9]*' | sort -nu
}

# Prints the stat line, the executable and the arguments of processes.
process_rows() {
    if [ $# -eq 0 ]; then
        part stat && part exe && part args
        return 0
    fi
    r_stat='' r_exe='' r_cmd=''
    for r_pid in "$@"; do
        r_stat="$r_stat /proc/$r_pid/stat" r_exe="$r_exe /proc/$r_pid/exe" r_cmd="$r_cmd /proc/$r_pid/cmdline"
    done
    # shellcheck disable=SC2086 # lists of paths without blanks
    {
        part stat && if [ $# -eq 1 ]; then lines_of "/proc/$1/stat"; else cat $r_stat /dev/null; fi
        part exe && find $r_exe -maxdepth 0 -printf '%p\t%l\n'
        part args && grep -aHz '' $r_cmd /dev/null | tr '\n\0' ' \n'
    } 2>/dev/null
}

# candidates KIND VALUE: the processes that could be the workload's root.
candidates() {
    # shellcheck disable=SC2046 # process ids
    process_rows $(match "$1" "$2")
}

# ---- reports ----

# What every host says about itself. report_host IMAGEDIR STATEDIR
# Who asked before gives in KNOWN what host-token was then; as long as that is the same, so are the parts left out.
report_host() {
    h_token=$(host_token)
    part host-token && echo "$h_token"
    if [ "$h_token" != "${KNOWN:-}" ]; then report_lasting; fi
    part tools
    for h_tool in criu ssh ssh-keygen sha256sum stat find awk tar dd mkfifo readlink sed grep sort comm head tail getent; do
        command -v "$h_tool" >/dev/null || echo "missing $h_tool"
    done
    part profiles && if [ -e /sys/kernel/security/apparmor/profiles ]; then cut -d' ' -f1 /sys/kernel/security/apparmor/profiles 2>/dev/null; fi
    part memory && grep -E '^Mem(Total|Available):' /proc/meminfo
    part selinux && lines_of /sys/fs/selinux/enforce
    part init && lines_of /proc/1/comm
    part room && df -Pk "$(existing "$1")" | sed -n 2p && stat -f -c 'type %T' "$(existing "$1")"
    part state && { [ -w "$(existing "$2")" ] && echo writable; df -Pk "$(existing "$2")" | sed -n 2p; }
}

# What changes with a reboot and with another version of a tool that is asked for its version.
host_token() {
    # shellcheck disable=SC2046 # paths of tools
    h_boot=
    { read -r h_boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
    printf '%s' "${h_boot:-$$}" && stat -L -c '.%i.%Y.%s' $(command -v criu dd stat tail lz4 zstd python3) 2>/dev/null | tr -d '\n'
}

# What lasts as long as the token: asking for it takes most of the time of a report.
report_lasting() {
    report_wire
    part uname && uname -srm
    part uid && id -u
    part criu && criu --version 2>&1
    part criu-check && {
        h_said=$(criu check 2>&1)
        echo "status $?"
        printf '%s\n' "$h_said" | tail -n 20
    }
    part versions && for h_tool in dd stat tail; do "$h_tool" --version 2>/dev/null | head -n 1; done | sed 's/^/version /'
    part cpu && grep -m 1 -E '^(flags|Features)' /proc/cpuinfo
    part caps && grep '^CapEff' /proc/self/status
    part lsm && cat /sys/kernel/security/lsm 2>/dev/null
}

# The path, or the nearest directory above it that exists.
existing() {
    x_path=$1
    while [ ! -d "$x_path" ]; do x_path=${x_path%/*}; x_path=${x_path:-/}; done
    echo "$x_path"
}

# How much memory a process tree uses. report_size ROOT
report_size() {
    m_pids=$(tree_of "$1" | cut -d' ' -f1)
    # shellcheck disable=SC2086 # process ids
    process_rows $m_pids
    part status && for m_pid in $m_pids; do grep -H '^VmRSS:' "/proc/$m_pid/status" 2>/dev/null; done
}

# What could be a workload. report_all
report_all() {
    candidates all -
    part status && grep -sH '^VmRSS:' /proc/[0-9]*/status
    part cgroup && grep -sH -E '^0::|name=systemd' /proc/[0-9]*/cgroup
    part sockets && find /proc/[0-9]*/fd -mindepth 1 -lname 'socket:*' -printf '%h\t%l\n' 2>/dev/null
    part tcp && cat /proc/net/tcp /proc/net/tcp6 2>/dev/null
    part units && systemctl show -p Id,MainPID '*.service' 2>/dev/null
}

# What a process tree uses. report_tree ROOT
report_tree() {
    m_pids=$(tree_of "$1" | cut -d' ' -f1)
    # shellcheck disable=SC2086 # process ids
    process_rows $m_pids
    part tids && for m_pid in $m_pids; do ls "/proc/$m_pid/task" 2>/dev/null; done
    report_identities
    part ns && for m_pid in 1 $m_pids; do find "/proc/$m_pid/ns" -mindepth 1 -printf '%p\t%l\n' 2>/dev/null; done
    part dirs && for m_pid in $m_pids; do find "/proc/$m_pid/cwd" "/proc/$m_pid/root" -maxdepth 0 -printf '%p\t%l\n' 2>/dev/null; done
    report_descriptors "$1"
    report_files
}

# Memory, users and security labels of the processes m_pids.
report_identities() {
    part status && for m_pid in $m_pids; do grep -H -E '^(VmRSS|Uid):' "/proc/$m_pid/status" 2>/dev/null; done
    part labels && for m_pid in $m_pids; do
        m_label=
        { read -r m_label <"/proc/$m_pid/attr/current"; } 2>/dev/null
        echo "$m_pid $m_label"
    done
}

# Open files and sockets of the processes m_pids, in the network namespace of process $1.
report_descriptors() {
    part fd && for m_pid in $m_pids; do find "/proc/$m_pid/fd" -mindepth 1 -printf '%p\t%l\n' 2>/dev/null; done
    part fdflags && for m_pid in $m_pids; do grep -sH -E '^(flags|lock):' "/proc/$m_pid/fdinfo/"*; done
    part deleted && for m_pid in $m_pids; do
        find "/proc/$m_pid/fd" -mindepth 1 -lname '/* (deleted)' -exec stat -L -c "%s$(printf '\t')%n" {} + 2>/dev/null
    done
    for m_table in tcp tcp6 udp udp6 unix netlink packet raw; do part "$m_table" && cat "/proc/$1/net/$m_table" 2>/dev/null; done
    part unix-peers && ss -xanH 2>/dev/null
}

# Files of the processes m_pids: what is mapped and not written to must be the same on a target, what is open must be there.
report_files() {
    m_written=$(for m_pid in $m_pids; do echo "$m_pid"; done | written_files | cut -f2)
    m_open=$(open_files)
    part written && printf '%s\n' "$m_written"
    part hashes && hash_files "$(executables)"
    part open-hashes && hash_files "$(printf '%s\n' "$m_open" | grep -vxF -e "${m_written:-/}" | only_files)"
    part files && printf '%s\n' "$m_open" | describe_files
    part sysv && for m_pid in $m_pids; do grep -o '/SYSV[0-9a-f]*' "/proc/$m_pid/maps" 2>/dev/null; done | sort -u
    part stale && for m_pid in $m_pids; do sed -n 's|^[^ ]* ..xp [^/[]*\(/.* (deleted)\)$|\1|p' "/proc/$m_pid/maps" 2>/dev/null; done | sort -u
}

# Executables and everything else that is mapped and that the tree does not write to through the map.
executables() {
    for m_pid in $m_pids; do
        readlink "/proc/$m_pid/exe"
        sed -n -e 's|^[^ ]* ...p [^/[]*\(/.*\)|\1|p' -e 's|^[^ ]* .-.s [^/[]*\(/.*\)|\1|p' "/proc/$m_pid/maps" 2>/dev/null
    done | grep -v -e '^/dev/' -e ' (deleted)$' | sort -u
}

open_files() {
    for m_pid in $m_pids; do find "/proc/$m_pid/fd" -mindepth 1 -lname '/*' -printf '%l\n' 2>/dev/null; done |
        grep -v -e '^/dev/[^s]' -e '^/dev/s[^h]' -e '^/proc/' -e '^/sys/' -e ' (deleted)$' | sort -u
}

# Prints KIND and path of every regular file that one of the processes on standard input can write to: a when all only
# append, m when it is mapped, w otherwise.
written_files() {
    b_flags='' b_fds='' b_maps=''
    while read -r b_pid _; do
        b_flags="$b_flags /proc/$b_pid/fdinfo/*" b_fds="$b_fds /proc/$b_pid/fd" b_maps="$b_maps /proc/$b_pid/maps"
    done
    # shellcheck disable=SC2086 # lists of paths without blanks
    {
        grep -sH '^flags:' $b_flags /dev/null
        find $b_fds /dev/null -mindepth 1 -lname '/*' -printf '%p\tlink\t%l\n' 2>/dev/null
        sed -n 's|^[^ ]* .w.s [^/[]*\(/.*\)|-\tmap\t\1|p' $b_maps /dev/null 2>/dev/null
    } | awk -F '\t' '
        /^\/proc\/[0-9]*\/fdinfo\/[0-9]*:flags:/ {
            name = $1; sub(/:flags:.*/, "", name); sub(/\/fdinfo\//, "/fd/", name)
            flags[name] = $2
            next
        }
        $2 == "link" && $1 in flags {
            digits = flags[$1]; n = length(digits)
            access = substr(digits, n, 1) % 4; appends = int(substr(digits, n - 3, 1) / 2) % 2
            if (access != 0 && (!appends || !($3 in kind))) kind[$3] = appends ? "a" : "w"
        }
        $2 == "map" { kind[$3] = "m" }
        END {
            for (path in kind)
                if ((path !~ /^\/(dev|proc|sys)\// || path ~ /^\/dev\/shm\//) && path !~ / \(deleted\)$/) print kind[path] "\t" path
        }'
}

# Reads paths. Prints those of regular files.
only_files() { while read -r e_path; do if [ -f "$e_path" ]; then printf '%s\n' "$e_path"; fi; done; }

# Reads paths. Prints size, mode, uid, gid and path; "-" where there is no regular file.
describe_files() {
    while read -r e_path; do
        if [ -z "$e_path" ]; then continue; fi
        if [ -f "$e_path" ]; then printf '%s\t%s\n' "$(stat -c '%s %a %u %g' -- "$e_path")" "$e_path"; else printf -- '-\t%s\n' "$e_path"; fi
    done
}

hash_files() { [ -z "$1" ] || printf '%s\n' "$1" | xargs -r -d '\n' sha256sum -- 2>&1; }

# All that a source is asked. report_source IMAGEDIR STATEDIR ROOT ADDRESS PORT DATA..., "-" for what is not asked
report_source() {
    if [ "$1" != - ]; then report_host "$1" "$2"; fi
    if [ "$3" != - ]; then
        report_tree "$3"
        report_unit_of "$3"
    fi
    if [ "$4" != - ]; then report_keys "$4" "$5"; fi
    shift 5
    report_data "$@"
}

# Whether a unit is there and what would start it. report_unit UNIT
report_unit() {
    part unit && systemctl show -p Id,LoadState,ActiveState,UnitFileState,MainPID,WatchdogUSec,TriggeredBy,ControlGroup,Restart,Type -- "$1" 2>&1
}

# Which unit looks after a process, if its main process is that one. report_unit_of PID
report_unit_of() {
    part unit-of
    u_unit=$(sed -n 's|^0::.*/\([^/]*\.service\)$|\1|p; s|^[0-9]*:name=systemd:.*/\([^/]*\.service\)$|\1|p' "/proc/$1/cgroup" 2>/dev/null | head -n 1)
    [ -z "$u_unit" ] || systemctl show -p Id,MainPID,WatchdogUSec,TriggeredBy,UnitFileState -- "$u_unit" 2>/dev/null
}

# All that a target is asked. report_target IMAGEDIR STATEDIR UNIT. Standard input: lines "hash PATH", "file PATH",
# "dir PATH", "socket PATH", "data PATH", "id N".
report_target() {
    if [ "$1" != - ]; then report_host "$1" "$2"; fi
    n_list=$(cat)
    part hashes && hash_files "$(needs hash)"
    part files && needs file | describe_files
    part dirs && needs dir | while read -r n_path; do if [ -d "$n_path" ]; then echo "$n_path"; fi; done
    part sockets && needs socket | while read -r n_path; do if [ -S "$n_path" ]; then echo "$n_path"; fi; done
    part taken && taken_ids | grep -xF -e "$(needs id)"
    part pid-max && cat /proc/sys/kernel/pid_max
    for n_table in tcp tcp6 udp udp6; do part "$n_table" && cat "/proc/net/$n_table" 2>/dev/null; done
    part addresses && awk '/32 host LOCAL/ { print $NF == "LOCAL" ? last : "" } { last = $2 }' /proc/net/fib_trie | sort -u
    part in-use && find /proc/[0-9]*/fd -mindepth 1 -lname '/*' -printf '%l\n' 2>/dev/null | sort -u | grep -xF -e "$(needs file)"
    report_room_for_data
    if [ "$3" != - ]; then report_unit "$3"; fi
}

# Free room where data files go.
report_room_for_data() {
    part room-data && needs data | while read -r n_path; do
        printf '%s\t%s\n' "$(df -Pk "$(existing "$n_path")" | awk 'NR == 2 { print $1, $4 }')" "$n_path"
    done
}

# The things of one kind that standard input named.
needs() { printf '%s\n' "$n_list" | sed -n "s/^$1 //p"; }

# Ids of processes, threads, process groups and sessions that are taken.
taken_ids() {
    cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) (.*) [A-Za-z] [0-9-]* \([0-9-]*\) \([0-9-]*\) .*/\1\n\2\n\3/'
    find /proc/[0-9]*/task -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null
}

# Sizes of data files and directories. report_data PATH...
report_data() { for n_path in "$@"; do printf '%s\n' "$n_path"; done | data_sizes; }

# The same of paths on standard input.
data_sizes() {
    part data && while IFS= read -r n_path; do
        if [ -e "$n_path" ]; then find "$n_path" -type f -printf '%s\t%p\n'; else printf -- '-\t%s\n' "$n_path"; fi
    done
}

# Which host keys another host shows: those of the given types, or any when it shows none of these.
# report_keys ADDRESS PORT [TYPES]
report_keys() {
    part keys
    if [ -n "${3:-}" ]; then
        k_keys=$(ssh-keyscan -T 5 -t "$3" -p "$2" -- "$1" 2>/dev/null)
        if [ -n "$k_keys" ]; then printf '%s\n' "$k_keys" && return 0; fi
    fi
    ssh-keyscan -T 5 -p "$2" -- "$1" 2>&1 | grep -v '^#'
}
