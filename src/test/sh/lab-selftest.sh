#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Proves the laboratory: hosts come up, a process tree moves between them and back, and nothing is left behind,
# also when it crashes. Needs root; exit 77 when this machine cannot run it. Prints one line per check.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
lab=$here/../../main/resources/lab
[[ -e $lab/lab.sh ]] || lab=$here/../../../resources/lab
lab=$(readlink -f "$lab")
name=selftest-$$
run=${RELOCATION_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/relocation-lab}/run/$name
scratch=$(mktemp -d)
passed=0 failed=0
export PATH=$PATH:/usr/sbin:/sbin

L() { local command=$1; shift; bash "$lab/lab.sh" "$command" --name "$name" "$@"; }
ms() { echo $((${EPOCHREALTIME/./} / 1000)); }
check() { # check WHAT COMMAND...
    local what=$1
    shift
    if "$@"; then passed=$((passed + 1)); echo "ok    $what"; else failed=$((failed + 1)); echo "FAIL  $what"; fi
}
equal() { [[ -n $1 && $1 == "$2" ]] || { echo "      '$1' is not '$2'"; return 1; }; }
finish() { L down || true; rm -rf "$scratch"; }
trap finish EXIT

on() { # on HOST SCRIPT: through ssh, with the host's key pinned
    L exec -- ssh -i "$run/key" -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$scratch/known" \
        -o LogLevel=ERROR "root@${address[$1]}" "$2"
}
ask() { # ask HOST LINE: the tree's line protocol
    # shellcheck disable=SC2016
    L exec -- timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/7000"; echo "$2" >&3; cat <&3' bash "${address[$1]}" "$2"
}
declare -A address=([one]=10.77.0.11 [two]=10.77.0.12)

begin=$(ms)
up() {
    L up "$@" one two
    : >"$scratch/known"
    for host in one two; do echo "${address[$host]} $(cut -d' ' -f1,2 "$run/$host/hostkey.pub")" >>"$scratch/known"; done
}

# Everything that runs; the dead that the machine's init has not collected yet do not count.
living() { awk '$3 !~ /[ZX]/ { print $1 }' <(cat /proc/[0-9]*/stat 2>/dev/null | sed 's/(.*)/-/') || true; }

# The namespaces in use. While a lab is up they tell what it is made of; afterwards none of those may be there.
remember() {
    local pid
    for pid in $(living); do readlink "/proc/$pid"/ns/{net,mnt,pid} || true; done 2>/dev/null | sort -u
}
in_cgroup() {
    local pid
    for pid in $(living); do grep -lF "/$name" "/proc/$pid/cgroup" || true; done 2>/dev/null
}

move_and_return() {
    local pid crc before moved copy
    for host in one two; do on $host 'cat >/usr/local/bin/tree.py; chmod 755 /usr/local/bin/tree.py' <"$lab/workloads/tree.py"; done
    on one 'setsid tree.py 64 /var/log/tree.log --port 7000 --pidfile /run/tree.pid </dev/null >/dev/null 2>&1 &
        until [ -e /run/tree.pid ]; do sleep 0.02; done'
    pid=$(on one 'cat /run/tree.pid')
    crc=$(ask one SUM)
    before=$(ms)
    on one "mkdir -m 700 /run/relocation/d && criu dump -t $pid -D /run/relocation/d -o dump.log --leave-stopped --manage-cgroups=ignore"
    on one 'tar c -C / run/relocation/d var/log/tree.log' | on two 'tar x -C /'
    check "the source is stopped" equal "$(on one "ps -o stat= -g $pid | cut -c1 | sort -u")" T
    on two 'cd /run/relocation/d && criu restore -D . -o restore.log -d --manage-cgroups=ignore'
    moved=$(($(ms) - before))
    check "the tree runs on the other host (64 MiB, $moved ms)" equal "$(ask two PIDS | cut -d' ' -f2)" "$pid"
    check "its memory is the same" equal "$(ask two SUM)" "$crc"
    # grep takes the last lines before the freeze and after it out of the moved log.
    copy=$(on two "awk '\$1 ~ /^[0-9]+\$/ { if (\$1 != n + 1) bad = 1; n = \$1 } END { print bad + 0 }' /var/log/tree.log")
    check "no heartbeat is missing or doubled" equal "$copy" 0
    on two "kill -9 $pid"
    on one "pkill -CONT -s $pid"
    check "the source continues when it is thawed" equal "$(ask one SUM)" "$crc"
}

crash_and_down() { # crash_and_down MILLISECONDS: up is killed that long after its start
    local pid
    setsid bash "$lab/lab.sh" up --name "$name" one two >/dev/null 2>&1 </dev/null &
    pid=$!
    sleep "$(printf '0.%03d' "$1")"
    kill -KILL -- "-$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    L down
}

left_behind() {
    {
        find "$(dirname "$run")" -mindepth 1 -maxdepth 1 -name "$name*"
        find /sys/fs/cgroup -type d -name "$name"
        grep -F "/$name/" /proc/self/mountinfo
        pgrep -af "$name/lab.sh|--name $name "
        in_cgroup
        ip -br link | grep -E '^(v-|br0)'
        if [[ -e $scratch/namespaces ]]; then comm -12 <(remember) "$scratch/namespaces"; fi
    } || true
}
clean() {
    local left
    sleep 0.2 # the machine's init collects the dead
    left=$(left_behind)
    [[ -z $left ]] || { head -n 5 <<<"$left"; return 1; }
}

status=0
bash "$lab/lab.sh" preflight >"$scratch/preflight" || status=$?
grep -v '^ok' "$scratch/preflight" || true
if ((status)); then exit "$status"; fi
bash "$lab/lab.sh" build >/dev/null

remember >"$scratch/machine"
for init in systemd sh; do
    begin=$(ms)
    up --init "$init"
    check "two hosts are up with $init ($(($(ms) - begin)) ms)" L host one -- true
    comm -13 "$scratch/machine" <(remember) >"$scratch/namespaces"
    check "root logs in, the host key is pinned" equal "$(on one hostname)" one
    check "ops has sudo" equal "$(L exec -- ssh -i "$run/key" -o UserKnownHostsFile="$scratch/known" ops@10.77.0.12 'sudo -n id -u')" 0
    check "another key is refused" bash -c "! bash '$lab/lab.sh' exec --name $name -- ssh -i /dev/null -o BatchMode=yes -o UserKnownHostsFile='$scratch/known' root@10.77.0.11 true 2>/dev/null"
    move_and_return
    L kill two
    check "a killed host is off" equal "$(bash "$lab/lab.sh" status | awk -v n="$name" '$2 == n && $3 == "two" { print $4 }')" off
    L boot two
    check "it boots with the same disk" on two 'test -e /usr/local/bin/tree.py && ! test -e /run/relocation/d'
    begin=$(ms)
    L down
    check "nothing is left after down ($(($(ms) - begin)) ms)" clean
done

for after in 5 20 40 60 80 100 130 160 200 250 300 350 400; do
    crash_and_down "$after"
    check "nothing is left after up was killed with -9 at $after ms, and down" clean
done

up
kill -KILL "$(cut -d' ' -f1 "$run/keeper")"
sleep 0.3
check "hosts die with their keeper" equal "$(in_cgroup | wc -l)" 0
check "status names the dead lab" equal "$(bash "$lab/lab.sh" status | awk -v n="$name" '$1 == "lab" && $2 == n { print $4 }')" dead
up
check "up replaces a dead lab" equal "$(on two hostname)" two
L down
sleep 60 &
owner=$!
L up --owner "$owner" one
kill -KILL "$owner"
wait "$owner" 2>/dev/null || true
sleep 1
check "a lab goes with its owner" clean

echo "$passed passed, $failed failed"
((failed == 0))
