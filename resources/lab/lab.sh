#!/bin/bash
# SPDX-License-Identifier: MIT
#
# lab.sh - real hosts made out of Linux namespaces, for tests, benchmarks and the demo.
#
# A lab is one controller network namespace (a bridge with 10.77.0.1/24) and hosts behind it (10.77.0.11, .12, ...).
# One process, the keeper, holds the controller namespace; it is the parent of all hosts, so that its death is theirs.
# No namespace has a name and no mount is made in the machine's own mount namespace: when the processes are gone,
# only directories below the cache and empty cgroups can be left, and the next up/down/status finds those.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
umask 022

SCRIPT=$(readlink -f "${BASH_SOURCE[0]}")
CACHE=${RELOCATION_LAB_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/relocation-lab}
RUN=$CACHE/run
LAB=${RELOCATION_LAB:-lab}
NET=10.77.0
BOOT_DEADLINE=30 # seconds until a host must have begun its life: milliseconds, on a machine that is not overloaded
SSH_DEADLINE=${RELOCATION_LAB_DEADLINE:-20} # seconds until every sshd must have answered

# ---- the root file system's recipe: whatever is changed here changes the digest, and with it the cache entry ----

SUITE=${RELOCATION_LAB_SUITE:-trixie}
PACKAGES=(systemd systemd-sysv dbus openssh-server openssh-client sudo procps iproute2 nftables iputils-arping socat
    zstd lz4 busybox-static python3-minimal redis-server crun runc)
read -ra MORE <<<"${RELOCATION_LAB_PACKAGES:-}" # for who wants to compare with more: a root of its own in the cache
PACKAGES+=("${MORE[@]}")
NEWER=(criu libcriu2 libcompel1) # from sid: criu before 4.2 cannot dump sockets on kernels from 6.16 on
RECIPE=2 # to be raised when the functions that build the root change
# What makes no sense in a host that shares its kernel with the machine; systemd-sysctl would even change the machine.
MASKED=(systemd-sysctl.service systemd-udevd.service systemd-udevd-kernel.socket systemd-udevd-control.socket
    systemd-udev-trigger.service systemd-modules-load.service systemd-networkd.service systemd-resolved.service
    systemd-timesyncd.service systemd-logind.service systemd-remount-fs.service systemd-random-seed.service
    systemd-pstore.service systemd-hibernate-clear.service systemd-update-utmp.service systemd-update-utmp-runlevel.service
    systemd-ask-password-console.path systemd-ask-password-wall.path systemd-firstboot.service systemd-machine-id-commit.service
    systemd-binfmt.service systemd-vconsole-setup.service systemd-user-sessions.service systemd-journal-catalog-update.service
    systemd-journal-flush.service systemd-tmpfiles-setup-dev.service systemd-tmpfiles-setup-dev-early.service
    systemd-sysusers.service systemd-update-done.service systemd-hwdb-update.service ldconfig.service
    proc-sys-fs-binfmt_misc.automount proc-sys-fs-binfmt_misc.mount dev-hugepages.mount dev-mqueue.mount
    sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount tmp.mount
    getty.target getty-static.service console-getty.service rpcbind.service e2scrub_reap.service
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
    systemd-tmpfiles-clean.timer nftables.service)
DISABLED=(redis-server.service) # there to be used, but not started at boot

say() { printf '%s\n' "$*" >&2; }
die() { say "lab: $*"; exit 1; }
usage() {
    cat >&2 <<'TEXT'
usage: lab.sh COMMAND
  preflight [--yes]                          can this machine run the laboratory? exit 0 yes, 77 no
  build [--yes]                              the hosts' root file system, kept in the cache
  up [--name LAB] [--init systemd|sh] [--owner PID] HOST...
  down [--name LAB | --all]
  exec [--name LAB] -- CMD...                CMD in the controller's network namespace
  host [--name LAB] HOST -- CMD...           CMD inside a host
  kill [--name LAB] HOST                     power off abruptly
  boot [--name LAB] HOST                     start it again with the same disk
  status [--json]
TEXT
    exit 2
}

# ---- processes ----

# Sets START to the start time of process $1 (clock ticks since boot); fails when it is gone or a zombie.
start_of() {
    local line fields
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    read -ra fields <<<"${line##*) }"
    [[ ${fields[0]} != [ZX] ]] || return 1
    START=${fields[19]}
}

# A record is a file with "pid start"; the start time keeps a reused PID from being taken for ours.
record() { start_of "$2" && printf '%s %s\n' "$2" "$START" >"$1.new" && mv "$1.new" "$1"; }

# Sets PID to the recorded process, when it is that one and alive.
recorded() {
    local start
    PID=
    [[ -s $1 ]] && read -r PID start <"$1" && start_of "$PID" && [[ $START == "$start" ]]
}

await() { # await SECONDS COMMAND...: until COMMAND succeeds
    local end=$((${EPOCHREALTIME/./} + $1 * 1000000))
    shift
    until "$@"; do
        ((${EPOCHREALTIME/./} < end)) || return 1
        pause 0.02
    done
}

# A sleep without a process: reading from a pipe into which nobody ever writes.
pause() {
    [[ -n ${SILENCE:-} ]] || exec {SILENCE}<> <(:)
    read -r -t "$1" -u "$SILENCE" || true
}

gone() { ! recorded "$1"; }

kill_recorded() {
    recorded "$1" || return 0
    kill -KILL "$PID" 2>/dev/null || true
    await 10 gone "$1" || die "process $PID of $1 does not die"
}

# A daemon must hold none of its starter's pipes, else whoever reads them waits for ever.
close_fds() {
    local fd
    for fd in /proc/self/fd/*; do
        fd=${fd##*/}
        ((fd <= 2 || fd == 255)) || eval "exec $fd>&-"
    done
    unset SILENCE
}

# ---- names and places ----

check_name() { [[ $2 =~ ^[a-z][a-z0-9-]{0,$3}$ ]] || die "'$2' is no $1 name: a-z, 0-9 and -, at most $(($3 + 1)) characters"; }
lab_dir() { check_name lab "$LAB" 30 && DIR=$RUN/$LAB; }
need_lab() {
    lab_dir
    recorded "$DIR/keeper" || die "lab $LAB is not up (lab.sh status shows what is)"
}
need_root_user() { ((EUID == 0)) || die "must be run as root: namespaces, overlay mounts and CRIU need it"; }
digest() { printf '%s\n' "$RECIPE" "$SUITE" "${PACKAGES[@]}" "${NEWER[@]}" "${MASKED[@]}" "${DISABLED[@]}" | sha256sum | cut -c1-12; }
root_dir() { ROOT=$CACHE/root-$(digest); }

# The lock is the directory itself, so that no lock file stays behind.
lock_run() {
    mkdir -p "$RUN"
    chmod 700 "$CACHE" "$RUN"
    exec {LOCK}<"$RUN"
    flock -w 60 "$LOCK" || die "$RUN stays locked by another lab.sh"
}
unlock_run() { exec {LOCK}<&-; }

# ---- cgroups: hosts get a subtree of the cgroup2 hierarchy, wherever that is mounted ----

cgroup_mount() { awk '{ for (i = 7; $i != "-"; i++); if ($(i + 1) == "cgroup2") { print $5; exit } }' /proc/self/mountinfo; }

# Labs of different caches must not meet in one cgroup.
cgroup_dir() {
    local mount key
    mount=$(cgroup_mount)
    key=$(cksum <<<"$RUN")
    CGROUP=${mount:+$mount/relocation-lab.${key%% *}}
}

# Hosts get the controllers that the machine hands down anyway; its own settings are not touched.
cgroup_make() {
    local path controllers c
    mkdir -p "$CGROUP/$LAB/$1/lab.exec"
    for path in "$CGROUP" "$CGROUP/$LAB"; do
        read -r controllers <"$path/cgroup.controllers" || true
        for c in $controllers; do { echo "+$c" >"$path/cgroup.subtree_control"; } 2>/dev/null || true; done
    done
}

cgroup_empty() { find "$1" -depth -type d -exec rmdir {} + 2>/dev/null || [[ ! -e $1 ]]; }

# Only lab.sh puts processes below this directory: whatever is in it belongs to the lab.
cgroup_remove() {
    [[ -n $1 && -d $1 ]] || return 0
    if [[ -e $1/cgroup.kill ]]; then echo 1 >"$1/cgroup.kill"; fi
    await 10 cgroup_empty "$1" || die "cgroup $1 does not get empty: $(find "$1" -name cgroup.procs -exec cat {} + | head -5 | tr '\n' ' ')"
}

# ---- preflight ----

STATUS=0
ok() { printf 'ok %s: %s\n' "$1" "$2"; }
limited() { printf 'limited %s: %s\n' "$1" "$2"; }
refuse() { printf 'refuse %s: %s\n' "$1" "$2"; STATUS=77; }
# The first line of what a failed command said; its wish comes first, so that one line tells all.
why() { head -n1 <<<"${1:-no message}" | cut -c1-200; }

cmd_preflight() {
    local yes=${CI:-}
    [[ ${1:-} != --yes ]] || yes=true
    check_user
    if ((STATUS == 0)); then
        check_tools "$yes"
        check_capabilities
        check_kernel
        check_memory
        check_disk
    fi
    ((STATUS)) || check_namespaces
    ((STATUS)) || check_overlay
    ((STATUS)) || check_network
    ((STATUS)) || check_cgroups
    root_dir
    if ((STATUS == 0)); then
        if [[ -d $ROOT ]]; then check_root; else check_mirror; fi
    fi
    return "$STATUS"
}

check_user() {
    if [[ $(uname -s) != Linux ]]; then refuse system "the laboratory needs Linux; this is $(uname -s)"; return; fi
    if ((EUID)); then refuse user "not root: run as root (sudo), namespaces, overlay mounts and CRIU need it"; else ok user root; fi
}

check_tools() {
    local pair missing=() packages=()
    for pair in unshare:util-linux nsenter:util-linux setpriv:util-linux flock:util-linux ip:iproute2 \
        ssh-keygen:openssh-client debootstrap:debootstrap; do
        command -v "${pair%%:*}" >/dev/null && continue
        [[ $pair == debootstrap:* ]] && root_dir && [[ -d $ROOT ]] && continue
        missing+=("${pair%%:*}")
        packages+=("${pair##*:}")
    done
    if ((${#missing[@]} == 0)); then ok tools "all there"; return; fi
    if ! may_install "$1" "${packages[@]}"; then
        refuse tools "missing: ${missing[*]}; install with: apt-get install ${packages[*]} (or give --yes)"
    elif install_packages "${packages[@]}"; then
        ok tools "installed ${packages[*]}"
    else
        refuse tools "installing ${packages[*]} failed; see $CACHE/apt.log"
    fi
}

may_install() {
    local answer
    command -v apt-get >/dev/null || return 1
    [[ $1 != true ]] || return 0
    [[ -t 0 && -t 2 ]] || return 1
    shift
    read -r -p "Install the Debian packages $*? [y/N] " answer
    [[ $answer == [yY]* ]]
}

install_packages() {
    mkdir -p "$CACHE"
    { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@"; } >"$CACHE/apt.log" 2>&1 </dev/null
}

check_capabilities() {
    local bits pair lacking=''
    bits=$((16#$(awk '/^CapEff/ { print $2 }' /proc/self/status)))
    for pair in 0:CHOWN 1:DAC_OVERRIDE 3:FOWNER 5:KILL 6:SETGID 7:SETUID 12:NET_ADMIN 13:NET_RAW 18:SYS_CHROOT 19:SYS_PTRACE 21:SYS_ADMIN 27:MKNOD; do
        ((bits >> ${pair%%:*} & 1)) || lacking+=" CAP_${pair##*:}"
    done
    if [[ -n $lacking ]]; then refuse capabilities "missing:$lacking; run on a machine or in a privileged container that has them"; return; fi
    ok capabilities "all that are needed"
    ((bits >> 24 & 1)) || limited capability "no CAP_SYS_RESOURCE: CRIU can dump processes of root only, and post-copy needs fs.pipe-max-size >= 4194304 (now $(</proc/sys/fs/pipe-max-size))"
}

check_kernel() {
    if [[ -e /proc/sys/kernel/ns_last_pid ]]; then
        ok kernel "$(uname -r) has CONFIG_CHECKPOINT_RESTORE"
    else
        refuse kernel "$(uname -r) lacks CONFIG_CHECKPOINT_RESTORE: use a distribution kernel"
    fi
}

check_memory() {
    local mib
    mib=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
    if ((mib < 1024)); then refuse memory "$mib MiB available, 1024 are needed: stop something"
    elif ((mib < 3072)); then limited memory "$mib MiB available: workloads of 512 MiB will not fit, 3072 would do"
    else ok memory "$mib MiB available"; fi
}

check_disk() {
    local mib need=300
    root_dir
    [[ -d $ROOT ]] || need=1200
    if ! mkdir -p "$RUN" 2>/dev/null; then refuse cache "$CACHE cannot be written: set RELOCATION_LAB_CACHE to a directory of yours"; return; fi
    mib=$(df -Pm "$CACHE" | awk 'NR == 2 { print $4 }')
    if ((mib < need)); then refuse disk "$mib MiB free in $CACHE, $need are needed: free space or set RELOCATION_LAB_CACHE"; else ok disk "$mib MiB free in $CACHE"; fi
}

check_namespaces() {
    local out
    if out=$(unshare -m -u -i -n -p -f -C true 2>&1); then
        ok namespaces "mount, uts, ipc, net, pid and cgroup namespaces can be made"
    else
        refuse namespaces "cannot be made: $(why "$out"); check user.max_*_namespaces and the container's profile"
    fi
}

check_overlay() {
    local dir out
    mkdir -p "$RUN"
    dir=$(mktemp -d "$RUN/.probe.XXXXXX")
    mkdir "$dir"/{lower,upper,work,merged}
    # shellcheck disable=SC2016
    if out=$(unshare -m sh -c 'cd "$1" && mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged && : >merged/file' sh "$dir" 2>&1); then
        ok overlay "can be mounted on $RUN"
    else
        refuse overlay "overlayfs cannot be mounted on $RUN: $(why "$out"); load the module overlay, or set RELOCATION_LAB_CACHE to a directory on ext4 or xfs"
    fi
    rm -rf "$dir"
}

check_network() {
    local out
    if out=$(unshare -n sh -ec 'ip link add bridge0 type bridge; ip link add name v0 type veth peer name v1; ip link set v0 master bridge0; ip link set lo up' 2>&1); then
        ok network "bridge and veth can be made"
    else
        refuse network "no bridge or veth: $(why "$out"); load the modules bridge and veth"
    fi
}

check_cgroups() {
    local probe
    cgroup_dir
    probe=${CGROUP:-/nowhere}.probe.$$ # another one may look at the same moment
    if ! mkdir "$probe" 2>/dev/null; then
        refuse cgroup "no writable cgroup2 hierarchy: mount one (mount -t cgroup2 none DIR), or make the container's writable"
        return
    fi
    rmdir "$probe"
    ok cgroup "cgroup2 at ${CGROUP%/*}"
    if grep -q '^[1-9][0-9]*:..*:' /proc/self/cgroup; then
        limited cgroup "cgroup v1 hierarchies are mounted: CRIU needs --manage-cgroups=ignore, crun --manage-cgroups-mode=ignore"
    fi
}

check_mirror() {
    if [[ -n $(mirror) ]]; then
        ok mirror "Debian packages come from this machine's own mirror"
    else
        refuse mirror "no Debian mirror in this machine's apt sources: set RELOCATION_LAB_MIRROR to the address of one"
    fi
}

# CRIU wants to see a real root mount, so it is asked in a throw-away namespace, on a read-only view of the root.
in_root() {
    # shellcheck disable=SC2016
    unshare -m -p -f -n bash -ec 'mount --bind "$1" "$1"; cd "$1"; shift
        mount -t proc proc proc; mount -t tmpfs tmpfs run; mount -t tmpfs tmpfs tmp; mount --rbind /dev dev
        pivot_root . .; umount -l .; ip link set lo up; exec "$@"' bash "$ROOT" "$@" </dev/null 2>&1
}

check_root() {
    local out version feature
    version=$(in_root criu --version | awk '/^Version/ { print $2 }') || true
    out=$(in_root criu check) || true
    if [[ $out != *'Looks good'* ]]; then refuse criu "criu ${version:-?} check: $(why "$(grep -v RLIMIT <<<"$out" | tail -n1)")"; return; fi
    ok criu "$version looks good on this kernel"
    for feature in uffd-noncoop network_lock_nftables pagemap_scan mem_dirty_track; do
        in_root criu check --feature "$feature" >/dev/null || limited criu "feature $feature is missing: $(feature_loss "$feature")"
    done
    if out=$(in_root nft 'add table inet t; add chain inet t c { type filter hook input priority 0; }'); then
        ok nftables "tables can be made"
    else
        refuse nftables "$(why "$out"); load the module nf_tables"
    fi
    check_containers
}

# Hosts without containers are still good for processes: limits, no refusals.
check_containers() {
    local out
    # shellcheck disable=SC2016
    if ! out=$(in_root bash -c '
        for program in crun runc arping nft; do command -v $program >/dev/null || { echo "$program is missing"; exit 1; }; done
        [[ $(crun --version) == *+CRIU* ]] || { echo "this crun was built without CRIU"; exit 1; }
        ldconfig -p | grep -q "libcriu\.so\.2 " || { echo "libcriu.so.2 is missing, crun needs it"; exit 1; }
        criu check --feature network_lock_nftables >/dev/null 2>&1 || { echo "CRIU cannot keep connections on this kernel"; exit 1; }
        echo "crun $(crun --version | awk "{ print \$3; exit }"), runc $(runc --version | awk "{ print \$3; exit }")"'); then
        limited containers "cannot be moved: $(why "$out")"
    else
        ok containers "$out can be moved with their connections"
    fi
}

feature_loss() {
    case $1 in
        mem_dirty_track) echo "no pre-copy (kernel without CONFIG_MEM_SOFT_DIRTY)" ;;
        uffd-noncoop) echo "no post-copy" ;;
        network_lock_nftables) echo "connections cannot be kept" ;;
        *) echo "dumps are slower" ;;
    esac
}

# ---- build ----

# The Debian mirror this machine itself uses. Never written down here: every site has its own.
mirror() {
    if [[ -n ${RELOCATION_LAB_MIRROR:-} ]]; then echo "$RELOCATION_LAB_MIRROR"; return; fi
    grep -qs '^ID=debian' /etc/os-release || return 0
    { deb822_uris; list_uris; } | grep -E '^(https?|file)://' | grep -v security | head -n1 || true
}

deb822_uris() {
    local file
    for file in /etc/apt/sources.list.d/*.sources; do
        [[ -e $file ]] && awk 'BEGIN { RS = ""; FS = "\n" }
            /(^|\n)Enabled: *no/ { next }
            /(^|\n)Types:[^\n]*deb/ && !/(^|\n)Suites:[^\n]*security/ { for (i = 1; i <= NF; i++) if ($i ~ /^URIs:/) { split($i, w, " "); print w[2] } }' "$file"
    done
    return 0
}

list_uris() {
    local file
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [[ -e $file ]] && sed -nE 's/^deb +(\[[^]]*\] +)?([^ ]+) +[^ ]+ +.*main.*/\2/p' "$file"
    done
    return 0
}

cmd_build() {
    need_root_user
    root_dir
    if [[ -d $ROOT ]]; then echo "$ROOT"; return; fi
    cmd_preflight "$@" >&2 || exit $?
    mkdir -p "$CACHE" && chmod 700 "$CACHE"
    exec {BUILD_LOCK}<"$CACHE"
    flock -w 600 "$BUILD_LOCK" || die "another build has held $CACHE for ten minutes"
    remove_half_builds # under the lock nobody builds, so these are what a crash left
    if [[ ! -d $ROOT ]]; then build_root; fi
    remove_old_roots
    exec {BUILD_LOCK}<&-
    echo "$ROOT"
}

remove_half_builds() { rm -rf --one-file-system "$CACHE"/building.*; }

# Roots of other recipes go when no lab has been started on them for a week: another checkout may still use them.
remove_old_roots() {
    local root
    while read -r root; do
        [[ $root == "$ROOT" ]] || grep -qsxF "$root" "$RUN"/*/root || rm -rf --one-file-system "$root"
    done < <(find "$CACHE" -mindepth 1 -maxdepth 1 -name 'root-*' -mtime +7)
}

build_root() {
    local work log=$CACHE/build.log begin=$SECONDS
    work=$(mktemp -d "$CACHE/building.XXXXXX")
    chmod 755 "$work"
    say "lab: building the root file system, one or two minutes; log in $log"
    # Own namespaces: whatever the build mounts or starts ends with it, even when this script is killed.
    if ! setpriv --pdeathsig KILL unshare -m -p -f --kill-child=KILL --mount-proc bash "$SCRIPT" _build "$work" "$(mirror)" \
        </dev/null >"$log" 2>&1 {BUILD_LOCK}<&-; then
        tail -n 5 "$log" >&2
        remove_half_builds
        die "building the root file system failed; the whole log is $log"
    fi
    mv "$work" "$ROOT"
    say "lab: built $ROOT ($(du -sm "$ROOT" | cut -f1) MiB) in $((SECONDS - begin)) s"
}

inner_build() {
    local root=$1 mirror=$2 include
    include=$(IFS=,; echo "${PACKAGES[*]}")
    debootstrap --variant=minbase --include="$include" "$SUITE" "$root" "$mirror"
    # Nothing may be started by a package's scripts.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    install_newer "$root" "$mirror"
    configure_root "$root"
    strip_root "$root"
}

install_newer() {
    local root=$1 mirror=$2 sid=
    export DEBIAN_FRONTEND=noninteractive
    if [[ $SUITE != sid ]]; then
        echo "deb $mirror sid main" >"$root/etc/apt/sources.list.d/sid.list"
        printf 'Package: *\nPin: release n=sid\nPin-Priority: 100\n' >"$root/etc/apt/preferences.d/sid"
        sid=/sid
    fi
    # sid is not a release: mirrors may hold a Release file past its date. Signatures are checked as ever.
    chroot "$root" apt-get -q -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none update
    chroot "$root" apt-get -q -y --no-install-recommends install "${NEWER[@]/%/$sid}"
    chroot "$root" criu --version
}

configure_root() {
    local root=$1 unit
    chroot "$root" useradd -m -s /bin/bash -u 1000 -p '*' ops
    install -m 440 /dev/stdin "$root/etc/sudoers.d/ops" <<<'ops ALL=(ALL) NOPASSWD: ALL'
    install -d -m 700 "$root/root/.ssh" "$root/run/sshd"
    install -d -m 700 -o 1000 -g 1000 "$root/home/ops/.ssh"
    # PAM would look for logind; penalties would lock out tests that fail to log in on purpose.
    printf '%s\n' 'HostKey /etc/ssh/ssh_host_ed25519_key' 'UsePAM no' 'PasswordAuthentication no' 'UseDNS no' 'PrintMotd no' \
        'PerSourcePenalties no' 'MaxStartups 200' 'MaxSessions 200' >"$root/etc/ssh/sshd_config.d/relocation-lab.conf"
    for unit in "${MASKED[@]}"; do ln -sfn /dev/null "$root/etc/systemd/system/$unit"; done
    chroot "$root" systemctl disable "${DISABLED[@]}"
    ln -sfn /usr/lib/systemd/system/multi-user.target "$root/etc/systemd/system/default.target"
    install -d "$root/etc/systemd/journald.conf.d"
    printf '[Journal]\nStorage=volatile\nRuntimeMaxUse=16M\nReadKMsg=no\nAudit=no\n' >"$root/etc/systemd/journald.conf.d/lab.conf"
    rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/machine-id" "$root/var/lib/dbus/machine-id"
    : >"$root/etc/machine-id"
    : >"$root/etc/resolv.conf"
}

strip_root() {
    local root=$1
    chroot "$root" apt-get clean
    rm -rf "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale,info,lintian}/* "$root"/var/cache/debconf/*-old \
        "$root/etc/apt/sources.list.d/sid.list" "$root/usr/sbin/policy-rc.d" "$root"/var/log/{apt,bootstrap.log,dpkg.log}
    rm -f "$root"/usr/lib/systemd/system-generators/* # they look for disks, terminals and initrds
}

# ---- up ----

cmd_up() {
    local init=systemd owner='' hosts=()
    while (($#)); do
        case $1 in
            --name) LAB=$2; shift 2 ;;
            --init) init=$2; shift 2 ;;
            --owner) owner=$2; shift 2 ;;
            -*) usage ;;
            *) check_name host "$1" 11; hosts+=("$1"); shift ;;
        esac
    done
    [[ $init == systemd || $init == sh ]] || die "--init is systemd or sh, not '$init'"
    ((${#hosts[@]} > 0 && ${#hosts[@]} <= 40)) || die "up needs the names of 1 to 40 hosts"
    need_root_user
    lab_dir
    cmd_build >/dev/null
    claim "$owner"
    trap 'failed_up' EXIT
    write_plan "$init" "${hosts[@]}"
    start_keeper
    write_json
    : >"$DIR/ready"
    trap - EXIT
}

# Takes the name: what a crash left under it is removed first, what is alive is not touched.
claim() {
    lock_run
    if [[ -e $DIR ]]; then
        ! recorded "$DIR/keeper" || die "lab $LAB is up already (since process $PID); take it down first: lab.sh down --name $LAB"
        ! recorded "$DIR/starter" || die "lab $LAB is being started by process $PID"
        remove_lab
    fi
    mkdir -m 700 "$DIR"
    record "$DIR/starter" $$
    [[ -z $1 ]] || record "$DIR/owner" "$1" || die "there is no process $1 to own the lab"
    unlock_run
}

failed_up() {
    trap - EXIT
    say "lab: up failed; what the hosts said:"
    tail -n 5 "$DIR"/keeper.log "$DIR"/*/console.log >&2 2>/dev/null || true
    lock_run
    remove_lab
    exit 1
}

write_plan() {
    local init=$1 index=0 host
    shift
    cp "$SCRIPT" "$DIR/lab.sh" # the keeper outlives the file it came from
    echo "$init" >"$DIR/init"
    echo "$ROOT" >"$DIR/root"
    touch "$ROOT"
    ssh-keygen -q -t ed25519 -N '' -C "lab-$LAB" -f "$DIR/key"
    for host in "$@"; do
        index=$((index + 1))
        [[ ! -e $DIR/$host ]] || die "two hosts are named $host"
        mkdir -p "$DIR/$host"/{upper,work,merged}
        ssh-keygen -q -t ed25519 -N '' -C "$host" -f "$DIR/$host/hostkey" &
        echo "$host $NET.$((10 + index)) $index" >>"$DIR/hosts"
    done
    wait
    mkfifo "$DIR/orders"
}

start_keeper() {
    local host address _
    setsid -f unshare -n bash "$DIR/lab.sh" _keeper "$DIR" </dev/null >"$DIR/keeper.log" 2>&1
    await 5 recorded "$DIR/keeper" || die "the keeper did not start: $(tail -n1 "$DIR/keeper.log")"
    while read -r host address _; do await_host "$host" "$address"; done <"$DIR/hosts"
}

last_words() { tail -qn1 "$DIR/$1/console.log" "$DIR/keeper.log" 2>/dev/null | tr '\n' ' '; }

# sshd is asked from where its users will be: the controller's network namespace.
await_host() {
    local keeper
    recorded "$DIR/keeper" || die "the keeper is dead: $(tail -n1 "$DIR/keeper.log")"
    keeper=$PID
    # A connection tried before the cable is in costs a second: that is when ARP asks again.
    await "$BOOT_DEADLINE" test -e "$DIR/$1/wired" || die "host $1 did not start within $BOOT_DEADLINE s: $(last_words "$1")"
    # shellcheck disable=SC2016
    nsenter --net="/proc/$keeper/ns/net" bash -c '
        end=$((${EPOCHREALTIME/./} + $2 * 1000000))
        until { exec 3<>"/dev/tcp/$1/22" && read -r -t 1 line <&3 && [[ $line == SSH-* ]]; } 2>/dev/null; do
            ((${EPOCHREALTIME/./} < end)) || exit 1
            read -r -t 0.02 <> <(:) || true
        done' bash "$2" "$SSH_DEADLINE" </dev/null || die "sshd of $1 ($2) did not answer within $SSH_DEADLINE s"
    recorded "$DIR/$1/init" || die "host $1 died while it started"
}

write_json() {
    local host address _ comma='' pid start keytype key
    recorded "$DIR/keeper"
    {
        printf '{"name": "%s", "directory": "%s", "init": "%s",\n' "$LAB" "$DIR" "$(<"$DIR/init")"
        printf ' "controller": {"pid": %s, "start": %s, "netns": "/proc/%s/ns/net", "inode": %s, "address": "%s.1"},\n' \
            "$PID" "$START" "$PID" "$(stat -Lc %i "/proc/$PID/ns/net")" "$NET"
        printf ' "key": "%s",\n "hosts": [' "$DIR/key"
        while read -r host address _; do
            read -r keytype key _ <"$DIR/$host/hostkey.pub"
            read -r pid start <"$DIR/$host/init"
            printf '%s\n  {"name": "%s", "address": "%s", "port": 22, "hostKey": "%s %s", "pid": %s, "start": %s}' \
                "$comma" "$host" "$address" "$keytype" "$key" "$pid" "$start"
            comma=,
        done <"$DIR/hosts"
        printf '\n ]}\n'
    } >"$DIR/lab.json.new"
    mv "$DIR/lab.json.new" "$DIR/lab.json"
}

# ---- the keeper: holds the controller's network namespace, starts hosts, watches the lab's owner ----

inner_keeper() {
    DIR=$1
    LAB=${DIR##*/}
    close_fds
    cd /
    record "$DIR/keeper" $$
    ip -batch - <<TEXT
link set lo up
link add br0 type bridge stp_state 0 forward_delay 0
link set br0 address 02:4c:0a:4d:00:01
addr add $NET.1/24 dev br0
link set br0 up
TEXT
    exec {CONTROLLER}</proc/self/ns/net {ORDERS}<>"$DIR/orders"
    local host _ order begun=''
    while read -r host _; do launch "$host"; done <"$DIR/hosts"
    while owned; do
        # A read whose time is up between two characters of an order hands over what it has: the rest comes with the next.
        if read -r -t 0.25 -u "$ORDERS" order; then
            launch "$begun$order"
            begun=''
        else
            begun+=$order
        fi
    done
    lock_run
    remove_lab
}

# Until the lab is ready it belongs to the process that starts it, afterwards to its owner, if it has one.
owned() {
    if [[ ! -d $DIR ]]; then return 1; fi
    if [[ ! -e $DIR/ready ]]; then recorded "$DIR/starter" || [[ -e $DIR/ready ]]; else [[ ! -e $DIR/owner ]] || recorded "$DIR/owner"; fi
}

launch() {
    local host=$1
    cgroup_dir
    cgroup_make "$host"
    (
        echo "$BASHPID" >"$CGROUP/$LAB/$host/cgroup.procs"
        exec 9<&"$CONTROLLER" {CONTROLLER}<&- {ORDERS}<&- </dev/null >"$DIR/$host/console.log" 2>&1
        # The host's top cgroup must hold no process, or nobody could hand controllers down in it: whoever waits for the
        # host's death does so in a leaf. Death passes down this chain: keeper, unshare, PID 1 of the host, everything in it.
        # shellcheck disable=SC2016
        exec setpriv --pdeathsig KILL unshare -C bash -c 'echo $$ >"$0/lab.exec/cgroup.procs" && exec "$@"' "$CGROUP/$LAB/$host" \
            unshare -m -u -i -n -p -f --kill-child=KILL bash "$DIR/lab.sh" _init "$DIR" "$host"
    ) &
}

# ---- PID 1 of a host, until it becomes systemd or the small init below ----

inner_init() {
    DIR=$1
    LAB=${DIR##*/}
    HOST=$2
    local outer _ address index
    read -r outer _ </proc/self/stat # the machine's /proc is still mounted: this is the PID seen from outside
    read -r _ address index < <(grep "^$HOST " "$DIR/hosts")
    ROOT=$(<"$DIR/root")
    MERGED=$DIR/$HOST/merged
    record "$DIR/$HOST/init" "$outer"
    cgroup_dir
    echo 0 >"$CGROUP/$LAB/$HOST/cgroup.procs" # the kernel takes 0 for the writer
    hostname "$HOST"
    plug_in "$address" "$index" "$outer"
    : >"$DIR/$HOST/wired"
    exec 9<&-
    mount_host
    personalise "$address"
    enter_host "$index" "$(<"$DIR/init")"
}

# One end of the cable on the bridge, the other becomes eth0. The old cable of a host that was killed may linger a moment.
plug_in() {
    local mac
    mac=$(printf '02:4c:0a:4d:00:%02x' $((10 + $2)))
    plug() { nsenter --net=/proc/self/fd/9 ip link add "v-$HOST" up master br0 type veth peer name eth0 address "$mac" netns "/proc/$1/ns/net"; }
    unplug() { nsenter --net=/proc/self/fd/9 ip link del "v-$HOST" 2>/dev/null || true; }
    retry() { plug "$1" || { unplug; return 1; }; }
    await 5 retry "$3"
    ip -batch - <<TEXT
link set lo up
addr add $1/24 dev eth0
link set eth0 up
TEXT
}

mount_host() {
    local node name major minor
    mount --make-rprivate /
    mount -t overlay overlay -o "lowerdir=$ROOT,upperdir=$DIR/$HOST/upper,workdir=$DIR/$HOST/work" "$MERGED"
    cd "$MERGED"
    mount -t proc -o nosuid,nodev,noexec proc proc
    mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys # shared with the machine: nothing to write there
    mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 sys/fs/cgroup
    mount -t tmpfs -o mode=755,nosuid,nodev tmpfs run
    mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs tmp
    mount -t tmpfs -o mode=755,nosuid tmpfs dev
    umask 000
    for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
        IFS=: read -r name major minor <<<"$node"
        mknod -m 666 "dev/$name" c "$major" "$minor"
    done
    umask 022
    mkdir -p dev/pts dev/shm dev/net
    mknod -m 666 dev/net/tun c 10 200
    if [[ -r /proc/misc ]] && read -r minor _ < <(grep userfaultfd /proc/misc); then mknod -m 600 dev/userfaultfd c 10 "$minor"; fi
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
    mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
    ln -s pts/ptmx dev/ptmx
    ln -s /proc/self/fd dev/fd
    ln -s /proc/self/fd/0 dev/stdin
    ln -s /proc/self/fd/1 dev/stdout
    ln -s /proc/self/fd/2 dev/stderr
    # systemd as PID 1 raises these two, for the whole machine.
    for node in proc/sys/fs/nr_open proc/sys/fs/file-max; do
        mount --bind "$node" "$node"
        mount -o remount,ro,bind "$node"
    done
    mkdir -m 700 run/relocation
    mount -t tmpfs -o mode=700,size=3g tmpfs run/relocation
    mkdir -m 755 run/sshd
}

# What makes this host differ from the others. Done at each boot: the disk may have been changed meanwhile, by tests.
personalise() {
    # Every boot has its own boot id, as on a real machine; the kernel's is that of the machine.
    cat /proc/sys/kernel/random/uuid >run/.boot-id
    chmod 444 run/.boot-id
    mount --bind run/.boot-id proc/sys/kernel/random/boot_id
    [[ ! -e etc/ssh/ssh_host_ed25519_key ]] || return 0
    install -m 600 "$DIR/$HOST/hostkey" etc/ssh/ssh_host_ed25519_key
    install -m 644 "$DIR/$HOST/hostkey.pub" etc/ssh/ssh_host_ed25519_key.pub
    install -m 600 "$DIR/key.pub" root/.ssh/authorized_keys
    install -m 600 -o 1000 -g 1000 "$DIR/key.pub" home/ops/.ssh/authorized_keys
    echo "$HOST" >etc/hostname
    tr -d - </proc/sys/kernel/random/uuid >etc/machine-id
    { echo '127.0.0.1 localhost' && echo "$NET.1 controller" && awk '{ print $2, $1 }' "$DIR/hosts"; } >etc/hosts
}

enter_host() {
    local index=$1 init=$2 span=10000 limit
    pivot_root . .
    umount -l .
    cd /
    # Disjoint ranges: a restored process needs its old PID, which should be free on the other host.
    limit=$(</proc/sys/kernel/pid_max)
    ((limit > 100000)) || span=3000
    echo $((index * span % limit)) >/proc/sys/kernel/ns_last_pid
    if [[ $init == systemd ]]; then
        exec env -i PATH="$PATH" container=relocation-lab /usr/lib/systemd/systemd --log-target=journal --show-status=false
    fi
    # cgroup2 wants processes in leaves only; a container runtime could not make its groups otherwise.
    mkdir -p /sys/fs/cgroup/init && echo 1 >/sys/fs/cgroup/init/cgroup.procs
    # shellcheck disable=SC2016
    exec env -i PATH="$PATH" /bin/bash -c '/usr/sbin/sshd -D -e & sleep infinity & trap "exit 0" TERM; while :; do wait; done'
}

# ---- down ----

cmd_down() {
    local all=
    while (($#)); do
        case $1 in
            --name) LAB=$2; shift 2 ;;
            --all) all=true; shift ;;
            *) usage ;;
        esac
    done
    need_root_user
    lock_run
    if [[ -z $all ]]; then
        lab_dir
        remove_lab
    else
        for LAB in $(known_labs); do lab_dir && remove_lab; done
        if flock -n "$CACHE" true; then remove_half_builds; fi
    fi
    rm -rf --one-file-system "$RUN"/.probe.*
    unlock_run
}

# Labs with a directory, and those of which only a cgroup is left.
known_labs() {
    cgroup_dir
    {
        find "$RUN" -mindepth 1 -maxdepth 1 -type d ! -name '.*' -printf '%f\n' 2>/dev/null
        [[ -z $CGROUP || ! -d $CGROUP ]] || find "$CGROUP" -mindepth 1 -maxdepth 1 -type d -printf '%f\n'
    } | sort -u
}

# Everything of the lab, in the order that lets nothing new appear: starter, keeper, hosts, then what they leave.
remove_lab() {
    local init
    cgroup_dir
    if recorded "$DIR/starter" && ((PID != $$)) && [[ ! -e $DIR/ready ]]; then kill_recorded "$DIR/starter"; fi
    if recorded "$DIR/keeper" && ((PID != $$)); then kill_recorded "$DIR/keeper"; fi
    for init in "$DIR"/*/init; do kill_recorded "$init"; done
    cgroup_remove "${CGROUP:+$CGROUP/$LAB}"
    [[ -z $CGROUP || ! -d $CGROUP ]] || rmdir "$CGROUP" 2>/dev/null || true
    rm -rf --one-file-system "$DIR"
}

# ---- exec, host, kill, boot ----

take_name() {
    SHIFT=0
    if [[ ${1:-} == --name ]]; then LAB=${2:-}; SHIFT=2; fi
}

cmd_exec() {
    take_name "$@" && shift "$SHIFT"
    [[ ${1:-} != -- ]] || shift
    (($#)) || usage
    need_root_user
    need_lab
    export RELOCATION_LAB=$LAB RELOCATION_LAB_CACHE=$CACHE
    exec nsenter --net="/proc/$PID/ns/net" "$@"
}

need_host() {
    check_name host "$1" 11
    [[ -d $DIR/$1 ]] || die "lab $LAB has no host $1; it has: $(awk '{ printf "%s ", $1 }' "$DIR/hosts")"
}

cmd_host() {
    take_name "$@" && shift "$SHIFT"
    local host=${1:-}
    (($# > 1)) || usage
    shift
    [[ ${1:-} != -- ]] || shift
    need_root_user
    need_lab
    need_host "$host"
    recorded "$DIR/$host/init" || die "host $host of lab $LAB is powered off (lab.sh boot starts it)"
    cgroup_dir
    echo $$ >"$CGROUP/$LAB/$host/lab.exec/cgroup.procs"
    close_fds # CRIU could not dump what inherited a file of the machine
    exec nsenter -t "$PID" -m -u -i -n -p -C -r -w env -i PATH="$PATH" HOME=/root TERM="${TERM:-dumb}" "$@"
}

cmd_kill() {
    take_name "$@" && shift "$SHIFT"
    (($# == 1)) || usage
    need_root_user
    need_lab
    need_host "$1"
    kill_recorded "$DIR/$1/init"
    cgroup_dir
    cgroup_remove "$CGROUP/$LAB/$1"
}

cmd_boot() {
    take_name "$@" && shift "$SHIFT"
    (($# == 1)) || usage
    need_root_user
    need_lab
    need_host "$1"
    ! recorded "$DIR/$1/init" || die "host $1 of lab $LAB is running already"
    cgroup_dir
    cgroup_remove "$CGROUP/$LAB/$1"
    rm -f "$DIR/$1/init" "$DIR/$1/wired" "$DIR/$1/console.log" # what its last life wrote is not to be taken for this one's
    echo "$1" >"$DIR/orders"
    await "$BOOT_DEADLINE" recorded "$DIR/$1/init" || die "host $1 did not start within $BOOT_DEADLINE s: $(last_words "$1")"
    await_host "$1" "$(awk -v host="$1" '$1 == host { print $2 }' "$DIR/hosts")"
    write_json
}

# ---- status ----

state_of_lab() {
    if recorded "$DIR/keeper"; then
        if [[ -e $DIR/ready ]]; then echo up; else echo starting; fi
    elif recorded "$DIR/starter" && [[ ! -e $DIR/ready ]]; then echo starting
    elif [[ -d $DIR ]]; then echo dead
    else echo cgroup-only; fi
}

cmd_status() {
    local lines what lab name state comma=''
    lines=$(status_lines)
    if [[ ${1:-} != --json ]]; then
        if [[ -n $lines ]]; then echo "$lines"; else echo "no lab, no leftovers"; fi
        return
    fi
    printf '['
    while read -r what lab name state _; do
        printf '%s{"what": "%s", "lab": "%s", "name": "%s", "state": "%s"}' "$comma" "$what" "$lab" "$name" "$state"
        comma=$',\n '
    done < <([[ -z $lines ]] || echo "$lines")
    echo ']'
}

# One line each: what, lab, name, state.
status_lines() {
    local host address _ state path
    for LAB in $(known_labs); do
        DIR=$RUN/$LAB
        echo "lab $LAB - $(state_of_lab)"
        [[ -e $DIR/hosts ]] || continue
        while read -r host address _; do
            state=off
            ! recorded "$DIR/$host/init" || state=up
            echo "host $LAB $host $state $address"
        done <"$DIR/hosts"
    done
    for path in "$CACHE"/building.* "$RUN"/.probe.*; do
        [[ ! -e $path ]] || echo "leftover - $path half-made"
    done
}

main() {
    local command=${1:-}
    (($# == 0)) || shift
    case $command in
        preflight) cmd_preflight "$@" ;;
        build) cmd_build "$@" ;;
        up) cmd_up "$@" ;;
        down) cmd_down "$@" ;;
        exec) cmd_exec "$@" ;;
        host) cmd_host "$@" ;;
        kill) cmd_kill "$@" ;;
        boot) cmd_boot "$@" ;;
        status) cmd_status "$@" ;;
        _build) inner_build "$@" ;;
        _keeper) inner_keeper "$@" ;;
        _init) inner_init "$@" ;;
        *) usage ;;
    esac
}

# The whole file has been read by now: it may be replaced while it runs.
main "$@"
exit
