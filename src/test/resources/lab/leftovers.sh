# SPDX-License-Identifier: MIT
#
# Prepares a host of the laboratory with what relocations leave, and with what only looks like it. Every function may be
# given as the first word.

STATE=/var/lib/relocation
IMAGES=/run/relocation
BASE=/srv/e2e/janitor
OLD=$(printf '0123456789abcdef%.0s' 1 2 3 4)
CRIU_RUN=01234567-89ab-cdef-0123-456789abcdef

identity() { awk '{ sub(/.*\) /, ""); print $20 }' "/proc/$1/stat" | sed "s/^/$1 /; s/\$/ S sleep/"; }

# Somebody uses a directory below the images of a leg.
obstruct() {
    mkdir -p "$IMAGES/$1/stuck"
    mount -t tmpfs none "$IMAGES/$1/stuck"
    mountpoint -q "$IMAGES/$1/stuck"
}

# open_leg LEG EPOCH LINE...: a leg in which nothing has happened.
open_leg() {
    local leg=$1 epoch=$2
    shift 2
    mkdir -p "$STATE/legs/$leg/undo" "$IMAGES/$leg/img"
    echo "$epoch tree" >"$STATE/legs/$leg/owner"
    echo "$IMAGES/$leg" >"$STATE/legs/$leg/images"
    printf '%s\n' "$@" >"$STATE/legs/$leg/plan"
}

sleeper() {
    setsid "$@" </dev/null >/dev/null 2>&1 &
    echo $!
}

# A container of crun whose process has ended; prints the process id that it had.
dead_container() {
    mkdir -p "$BASE/$1/rootfs/bin"
    cp /bin/busybox "$BASE/$1/rootfs/bin/"
    (
        cd "$BASE/$1" && crun spec &&
            sed -i -e 's/"terminal": true/"terminal": false/' -e 's|"sh"|"/bin/busybox", "sleep", "1000"|' config.json
        crun run -d --bundle "$BASE/$1" "$1" </dev/null >/dev/null 2>&1
    )
    local pid
    pid=$(crun state "$1" | sed -n 's/.*"pid": *\([0-9]*\).*/\1/p')
    kill -9 "$pid"
    while [ -e "/proc/$pid" ]; do sleep 0.05; done
    echo "$pid"
}

unit() {
    printf '[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=multi-user.target\n' >"/etc/systemd/system/$1.service"
    mkdir -p "/etc/systemd/system/$1.service.d"
}

# plant RUN: each kind, as leftovers of a run that moved the workload tree away from here.
plant() {
    local run=$1 leg=$1.1.tree.out pid
    mkdir -p "$BASE" "$STATE/guards" "$STATE/held" "$STATE/links/link-00ff" /root/.ssh
    # A leg with a frozen original, a mount, a lock of CRIU, and another one with a half-made container.
    open_leg "$leg" 1 netns=/run/netns/e2e-left root="4711 1"
    pid=$(sleeper sleep 1001)
    identity "$pid" >"$STATE/legs/$leg/tree"
    kill -STOP "$pid"
    echo "CRIU run id = $CRIU_RUN" >"$IMAGES/$leg/dump.log"
    obstruct "$leg"
    open_leg "$run.2.tree.out" 2 runtime=crun name=e2e-half
    echo "$(dead_container e2e-half) 1 S sleep" >"$STATE/legs/$run.2.tree.out/copy"
    printf 'state=done\npid=1\nstart=0\nstatus=1\n' >"$STATE/legs/$run.2.tree.out/restore.state"
    dead_container e2e-half2 >/dev/null
    # What a leg that is gone has left.
    mkdir -p "$IMAGES/$run.1.tree.back/img" "$STATE/bin/$OLD"
    printf 'while :; do sleep 1; done\n' >"$STATE/bin/$OLD/relocation-host.sh"
    sleeper /bin/sh "$STATE/bin/$OLD/relocation-host.sh" $STATE tree "$run" 3 3 run "$run.3.tree.out" restore >/dev/null
    # A key that could have delivered it, a measuring, a guard, a lock.
    printf '%s\n' \
        "restrict,command=\"/bin/sh $STATE/bin/$OLD/relocation-host.sh $STATE tree $run 1 1 receive $leg \\\"\$SSH_ORIGINAL_COMMAND\\\"\" ssh-ed25519 AAAA relocation:$leg" \
        "ssh-ed25519 BBBB relocation:$leg" 'ssh-ed25519 CCCC alice relocation:team' >>/root/.ssh/authorized_keys
    touch -d '1 hour ago' "$STATE/links/link-00ff"
    printf 'v=1\nepoch=1\nrun=%s\nattempt=1\nstate=held\n' "$run" >"$STATE/guards/tree"
    ln -s 4194000:7 "$STATE/guards/tree.lock"
    # A supervisor that is kept from starting its unit.
    unit e2e-left
    unit e2e-other
    systemctl enable -q e2e-left e2e-other
    printf '# Written by the workload relocation; removed when run %s is settled.\n[Unit]\nConditionPathExists=!%s/held/tree\n' \
        "$run" $STATE >/etc/systemd/system/e2e-left.service.d/50-relocation.conf
    printf '[Service]\nNice=5\n' >/etc/systemd/system/e2e-left.service.d/10-local.conf
    printf '# Written by hand for the relocation of the office.\n[Service]\nNice=7\n' >/etc/systemd/system/e2e-other.service.d/50-relocation.conf
    echo "$leg" >"$STATE/held/tree"
    systemctl daemon-reload
    # Locks on network traffic.
    ip netns add e2e-left
    nft add table inet "relocation-$leg"
    nft add table inet CRIU-foo
    nft add table inet relocation-office
    nsenter --net=/run/netns/e2e-left nft add table inet "CRIU-$CRIU_RUN"
    nsenter --net=/run/netns/e2e-left nft add table inet "relocation-$run.2.tree.out"
    nsenter --net=/run/netns/e2e-left nft add table inet CRIU-4711 # what older versions of CRIU name after the root process
    nsenter --net=/run/netns/e2e-left nft add table inet CRIU-4712
    # Control groups, and other things that are not ours.
    mkdir -p "/sys/fs/cgroup/relocation-$leg" /sys/fs/cgroup/relocation-notes "$IMAGES/photos/img" "$STATE/bin/tool"
    kill -STOP "$(sleeper sleep 1002)"
}

# show RUN: a line for each thing of "plant" that is there: "leftover" for ours, "other" for what must stay.
show() {
    local run=$1 leg=$1.1.tree.out
    {
        for file in "$STATE/legs/$run".* "$IMAGES/$run".* "$STATE/bin/$OLD" "$STATE/links/"* "$STATE/held/"* "$STATE/guards/"*.lock; do
            if [ -e "$file" ] || [ -L "$file" ]; then echo "leftover $file"; fi
        done
        for file in "$IMAGES/photos" "$STATE/bin/tool" /etc/systemd/system/e2e-*.d/*; do if [ -e "$file" ]; then echo "other $file"; fi; done
        sed -n 's/^state=held/leftover guard/p' "$STATE/guards/tree"
        grep -c ' relocation:' /root/.ssh/authorized_keys | sed 's/^3$/leftover key/; s/^2$/gone key/'
        grep -h -e BBBB -e CCCC /root/.ssh/authorized_keys | sed 's/^/other /'
        nft list tables | sed 's/^/other /'
        nsenter --net=/run/netns/e2e-left nft list tables | sed 's/^/other in e2e-left /'
        find /sys/fs/cgroup -maxdepth 1 -name 'relocation-*' | sed 's/^/other /'
        grep -F "$IMAGES/" /proc/self/mountinfo | cut -d' ' -f5 | sed 's/^/leftover mount /'
        pgrep -af '^sleep 100[12]|^/bin/sh .*/relocation-host.sh' | sed 's/^/other process /'
        crun list -q | grep e2e- | sed 's/^/other container /'
        systemctl is-enabled e2e-other | sed 's/^/other unit /'
    } 2>/dev/null | sed -e "/50-relocation.conf/{/e2e-left/s/^other/leftover/}" -e "/table.* relocation-$run/s/^other/leftover/" \
        -e "/CRIU-$CRIU_RUN/s/^other/leftover/" -e '/CRIU-4711/s/^other/leftover/' -e "/cgroup.relocation-$run/s/^other/leftover/" -e '/sleep 1001/s/^other/leftover/' \
        -e '/relocation-host/s/^other/leftover/' -e '/container e2e-half$/s/^other/leftover/' | sort
}

# foreign RUN: a leg, a guard and a key of a run that no controller here knows; the original is frozen.
foreign() {
    local leg=$1.1.web.out pid
    mkdir -p "$BASE" "$STATE/guards" /root/.ssh
    open_leg "$leg" 1
    echo "1 web" >"$STATE/legs/$leg/owner"
    pid=$(sleeper sleep 1003)
    identity "$pid" >"$STATE/legs/$leg/tree"
    echo "$pid" >"$BASE/foreign"
    kill -STOP "$pid"
    printf 'v=1\nepoch=1\nrun=%s\nattempt=1\nstate=held\n' "$1" >"$STATE/guards/web"
    echo "restrict,command=\"/bin/sh /x/relocation-host.sh $STATE web $1 1 1 receive $leg x\" ssh-ed25519 AAAA relocation:$leg" >>/root/.ssh/authorized_keys
}

foreign-process() { ps -o stat=,pid= -p "$(cat "$BASE/foreign")" | awk '{ print substr($1, 1, 1), $2 }'; }

# immovable RUN: a leg with images that cannot be removed, since somebody works below them.
immovable() {
    open_leg "$1.1.tree.out" 1
    mkdir -p "$BASE"
    obstruct "$1.1.tree.out"
    cd "$IMAGES/$1.1.tree.out/stuck" && sleeper sleep 1004 >"$BASE/immovable"
}

movable() { kill -9 "$(cat "$BASE/immovable")"; while [ -e "/proc/$(cat "$BASE/immovable")" ]; do sleep 0.05; done; }

down() {
    cd /
    for p in $(pgrep -f '^sleep 100[1-4]|^/bin/sh .*bin/[0-9a-f]*/relocation-host.sh'); do kill -9 "$p"; done
    grep -F "$IMAGES/" /proc/self/mountinfo | cut -d' ' -f5 | while read -r m; do umount -l "$m"; done
    for c in e2e-half e2e-half2; do crun delete --force $c; done
    systemctl disable -q e2e-left e2e-other
    rm -rf /etc/systemd/system/e2e-left.service* /etc/systemd/system/e2e-other.service*
    systemctl daemon-reload
    for t in $(nft list tables | sed -n 's/^table inet \(CRIU-.*\|relocation-.*\)/\1/p'); do nft delete table inet "$t"; done
    ip netns del e2e-left
    find /sys/fs/cgroup -maxdepth 1 -name 'relocation-*' -exec rmdir {} ';'
    sed -i '/relocation:/d' /root/.ssh/authorized_keys
    rm -rf "$STATE/links" "$STATE/bin" "$STATE/guards" "$BASE" "$IMAGES/photos"
    true
} >/dev/null 2>&1

"$@"
