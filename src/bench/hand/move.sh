#!/bin/sh
# shellcheck disable=SC2086,SC2029 # CRIU and SSH are lists of words; what goes to the target is complete on this side
# SPDX-License-Identifier: MIT
#
# move.sh METHOD NAME PID TARGET [CRIU-OPTION...]
#
# Moves a process by hand from this host to TARGET, as somebody would do who knows CRIU and SSH well and is in a hurry.
# NAME.files, beside this script, lists the files to be carried along. Prints how long each part took, in ms.
#
# Why it is the way it is:
# - One shell does it all. What can be done before the freeze is done before it: directories, a connection that is logged
#   in (ControlMaster), the receiving command, the page server, the forwarded port.
# - The receiving command on the target runs before the dump begins and restores by itself when the stream ends: nothing is
#   started, logged in to or asked for between the dump and the restore.
# - Images are in tmpfs on both ends. The target's old ones are removed before the freeze.
# - The cipher is aes128-gcm, the fastest that OpenSSH has on CPUs with AES instructions; no compression.
# - CRIU kills the original itself when its dump has succeeded. That is quicker than keeping it; nobody could go back.
# - Log level 0, which writes least. No checksums: nobody checks that what arrives is what was sent.
# - socat and tar with blocks of 1 MiB and 512 KiB: fewer system calls.
set -u
METHOD=$1 NAME=$2 PID=$3 TARGET=$4
shift 4
HERE=${0%/*}
DIR=/run/relocation/hand-$NAME
PORT=$((20000 + PID % 20000))
MASTER=/run/hand-ssh-$TARGET
SSH="ssh -F $HERE/ssh.conf -o ControlPath=$MASTER"
CRIU="--no-default-config --manage-cgroups=ignore -v0 $*"
export CRIU_CONFIG_FILE=/dev/null LC_ALL=C

now() { date +%s%N; }
mark() { echo "$1=$((($(now) - BEGIN) / 1000000))"; }
remote() { $SSH "$TARGET" "$@"; }
dump() { criu dump -t "$PID" -D "$DIR" $CRIU "$@" </dev/null >"$HERE/$NAME.log" 2>&1; }
# All images that there are here, and the files that the process has written to.
pack() { tar -b 1024 -cf - -C "$DIR" . -C / -T "$HERE/$NAME.files"; }
# The target's half: unpack, put the files in place, restore.
UNPACK="tar -b 1024 -xf - -C $DIR --no-same-owner"
RESTORE="cd $DIR && for f in \$(cat $HERE/$NAME.files); do mv -f $DIR/\$f /\$f || exit 1; done; export CRIU_CONFIG_FILE=/dev/null; criu restore -d -D $DIR $CRIU </dev/null >$HERE/$NAME.log 2>&1"

listening() { remote "ss -Hltn sport = :$PORT" | grep -q LISTEN; }
await_listening() {
    tries=0
    until listening; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || { echo "the target does not listen on port $PORT" >&2; exit 1; }
    done
}

prepare() {
    rm -rf "$DIR" && mkdir -p "$DIR" || exit 1
    if ! $SSH -O check "$TARGET" 2>/dev/null; then $SSH -M -f -N -o ControlPersist=yes "$TARGET" </dev/null >/dev/null 2>&1 || exit 1; fi
    remote "rm -rf $DIR && mkdir -p $DIR" || exit 1
    case $METHOD in
        page-ssh)
            $SSH -O forward -L "127.0.0.1:$PORT:127.0.0.1:$PORT" "$TARGET" || exit 1
            ;;
    esac
}

# scp has no way to go on to the restore by itself.
by_scp() {
    dump || return 1
    mark dumped
    # Quoted for scp: the content of the directory, so that no level is added.
    scp -q -r -F "$HERE/ssh.conf" -o ControlPath="$MASTER" "$DIR/." "$TARGET:$DIR/" || return 1
    while read -r file; do scp -q -p -F "$HERE/ssh.conf" -o ControlPath="$MASTER" "/$file" "$TARGET:/$file" || return 1; done <"$HERE/$NAME.files"
    mark sent
    remote "export CRIU_CONFIG_FILE=/dev/null; criu restore -d -D $DIR $CRIU </dev/null >$HERE/$NAME.log 2>&1"
}

dump_and_pack() { dump "$@" && mark dumped >&2 && pack; }

by_tar_ssh() { dump_and_pack | remote "$UNPACK && $RESTORE"; }

by_tar_plain() {
    remote "socat -u -b 1048576 TCP-LISTEN:$PORT,reuseaddr,rcvbuf=4194304 - | { $UNPACK && $RESTORE; }" &
    receiver=$!
    await_listening
    BEGIN=$(now)
    dump_and_pack | socat -u -b 1048576 - "TCP:$TARGET:$PORT" && wait $receiver
}

# The page server writes memory and its map on the target while CRIU dumps; the small rest follows.
by_page_server() {
    pack_after | remote "CRIU_CONFIG_FILE=/dev/null criu page-server -D $DIR --address $2 --port $PORT --no-default-config -v0 </dev/null >/dev/null && $UNPACK && $RESTORE"
}
pack_after() {
    await_listening
    BEGIN=$(now)
    dump_and_pack --page-server --address "$SERVER" --port "$PORT"
}

prepare
BEGIN=$(now)
case $METHOD in
    scp) by_scp ;;
    tar-ssh) by_tar_ssh ;;
    tar-plain) by_tar_plain ;;
    page-plain) SERVER=$TARGET; by_page_server page "$TARGET" ;;
    page-ssh) SERVER=127.0.0.1; by_page_server page 127.0.0.1 ;;
    raw)
        # CRIU alone: nothing is moved. What every move costs at least.
        dump && mark dumped && criu restore -d -D "$DIR" $CRIU </dev/null >>"$HERE/$NAME.log" 2>&1
        ;;
    *) echo "move.sh: no method $METHOD" >&2; exit 2 ;;
esac
status=$?
mark restored
[ "$METHOD" != page-ssh ] || $SSH -O cancel -L "127.0.0.1:$PORT:127.0.0.1:$PORT" "$TARGET"
rm -rf "$DIR"
[ "$METHOD" = raw ] || remote "rm -rf $DIR" # the images are not needed any more
exit $status
