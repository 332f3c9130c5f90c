#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: what lies between the frames and the network. Packs and unpacks what travels, carries memory
# over a connection that is not encrypted where that is allowed, and measures.

# ---- how a leg's memory travels: LEG_DIR/wire, lines KEY=VALUE ----
#
#   compression   none, lz4 or zstd
#   to from       addresses of the two ends in a trusted network: pages images travel between them without encryption.
#                 Everything else, with the checksums of the pages and the permit to go on, stays on the SSH connection.
#   ahead         yes: memory is copied while the workload runs (relocation-pages.sh)

# put_wire COMPRESSION [TO FROM [AHEAD]]
put_wire() {
    case ${1:-none} in none | lz4 | zstd) ;; *) wrong "'$1' is no compression" ;; esac
    for v_address in "${2:-}" "${3:-}"; do
        case $v_address in *[!0-9A-Fa-f.:]*) wrong "'$v_address' is no address" ;; esac
    done
    case ${4:-} in '' | yes) ;; *) wrong "'$4' does not say whether memory is copied ahead" ;; esac
    put_text "$LEG_DIR/wire" "compression=${1:-none}${LF}to=${2:-}${LF}from=${3:-}${LF}ahead=${4:-}"
}

# Sets W_COMPRESSION, and W_TO and W_FROM, which are empty where everything is encrypted.
load_wire() {
    W_COMPRESSION=none W_TO='' W_FROM=''
    [ -e "$LEG_DIR/wire" ] || return 0
    while IFS='=' read -r v_key v_value; do
        case $v_key in
            compression) W_COMPRESSION=$v_value ;;
            to) W_TO=$v_value ;;
            from) W_FROM=$v_value ;;
        esac
    done <"$LEG_DIR/wire"
}

# The program that packs what it reads. SHA-256 is over what was not packed: no checksums of the packers are needed.
packer() {
    case $W_COMPRESSION in
        zstd) echo zstd -1 -q -c --single-thread --no-check ;;
        lz4) echo env LZ4_NBWORKERS=1 lz4 -1 -q -c -B5 --no-frame-crc ;;
        *) echo cat ;;
    esac
}

# Runs a command with its output packed.
packed() {
    # shellcheck disable=SC2046 # words without blanks
    if [ "$W_COMPRESSION" = none ]; then "$@"; else "$@" | $(packer); fi
}

# Runs a command with its input unpacked.
unpacked() {
    if [ "$W_COMPRESSION" = none ]; then "$@"; else "$W_COMPRESSION" -d -q -c | "$@"; fi
}

wire_py() { echo "${SCRIPT%/*}/relocation-wire.py"; }

# ---- sending ----

# Starts the program that will write pages to the target. It waits until somebody opens the pipe, then for the target.
plain_begin() {
    rm -f "$IMAGES/plain.pipe" "$LEG_DIR/$OP.plain"
    mkfifo "$IMAGES/plain.pipe" || return 1
    # shellcheck disable=SC2046 # words without blanks
    python3 -ES "$(wire_py)" connect "$LEG_DIR/$OP.reply" "$W_TO" "$W_FROM" $(packer) \
        <"$IMAGES/plain.pipe" 2>"$LEG_DIR/$OP.plain" >/dev/null &
    W_PID=$!
}

plain_end() {
    if [ "$1" -ne 0 ]; then kill "$W_PID" 2>/dev/null; fi
    wait "$W_PID"
    if [ -s "$LEG_DIR/$OP.plain" ]; then say "the plain connection: $(tail -n 3 "$LEG_DIR/$OP.plain" | tr '\n' ' ')"; fi
    rm -f "$IMAGES/plain.pipe"
}

# Runs a function with its output going to the target. The connections stand before the function has any effect.
send_by() {
    rm -f "$LEG_DIR/$OP.reply" "$LEG_DIR/$OP.sent"
    load_wire
    [ "$OP" = freeze ] || W_TO=
    if [ -e "$LEG_DIR/ssh.conf" ]; then
        if [ -n "$W_TO" ]; then plain_begin || return 1; fi
        packed send_all "$1" | ssh -F "$LEG_DIR/ssh.conf" relocation-target "$OP" >"$LEG_DIR/$OP.reply" 2>"$LEG_DIR/$OP.ssh"
        y_status=$?
        if [ -n "$W_TO" ]; then plain_end $y_status; fi
        [ $y_status -eq 0 ] || say "the connection to the target ended with status $y_status: $(tail -n 3 "$LEG_DIR/$OP.ssh" | tr '\n' ' ')"
    else
        mkfifo "$LEG_DIR/$OP.pipe" || return 1
        await 60000 [ -e "$LEG_DIR/$OP.relay" ] || die "nobody fetches what is to be sent"
        echo ready >"$LEG_DIR/$OP.reply"
        packed send_all "$1" >"$LEG_DIR/$OP.pipe"
        y_status=$?
    fi
    [ $y_status -eq 0 ] && [ -e "$LEG_DIR/$OP.sent" ] || return 1
    if grep -q '^void' "$LEG_DIR/$OP.reply"; then
        fact refused 1
        say "the target could not restore it"
        return 1
    fi
}

# A broken connection must not end this process while CRIU is at work: it goes on to a state that can be told. Pages are
# written to descriptor 8, wherever that leads.
send_all() {
    trap '' PIPE
    if [ -n "$W_TO" ]; then exec 8>"$IMAGES/plain.pipe"; else exec 8>&1; fi
    "$1" && : >"$LEG_DIR/$OP.sent"
    y_sent=$?
    exec 8>&-
    return $y_sent
}

# A fresh connection carries its first megabytes at a tenth of its speed, since its buffers grow step by step. That must not
# happen while nobody runs the workload. What packs, and what unpacks, keep back up to 4 MiB each, and packing makes nothing of zeroes.
warm_up() {
    if [ "$W_COMPRESSION" = none ]; then
        echo "pad 8388608"
        head -c 8388608 /dev/zero
    else
        for v_length in 8388608 9437184; do
            echo "pad $v_length"
            head -c $v_length /dev/urandom
        done
    fi
    await 3000 is_warm || :
}

is_warm() { has_line "$LEG_DIR/$OP.reply" warm; }

# Sends pages images while they are written.
stream_pages() {
    if [ -n "$F_DELTA" ]; then delta_end; else follow_pages >&8; fi
    if [ -n "$W_TO" ]; then
        echo end >&8
        exec 8>&-
    fi
}

target_answered() {
    has_line "$LEG_DIR/$OP.reply" ready || [ -s "$LEG_DIR/$OP.ssh" ] || [ -s "$LEG_DIR/$OP.plain" ]
}

wait_for_target() {
    v_nap=$NAP NAP=0.03 # the workload runs
    await 30000 target_answered
    has_line "$LEG_DIR/$OP.reply" ready || { say "the target did not get ready to receive"; return 1; }
    if [ "$OP" = freeze ] && [ -e "$LEG_DIR/ssh.conf" ]; then warm_up >&8; fi
    NAP=$v_nap
}

# ---- receiving ----

# receive LEG [OP]: takes frames from standard input. Says "ready" first and "received" last. With "settle" instead of an
# operation it takes the permit back, unless it was used, and says which.
cmd_receive() {
    need_guard
    need_leg "$1"
    R_OP=${2:-}
    if [ "$R_OP" = settle ]; then cmd_revoke "$LEG" target && return 0; fi
    load_wire
    [ "$R_OP" = freeze ] || W_TO=
    if [ "$R_OP" = bulk ]; then renice -n 10 -p $$ >/dev/null 2>&1; fi # as at the other end
    rm -f "$LEG_DIR/complete"
    unpacked receive_frames
}

# Says that frames may come; where pages come over a connection of their own, when that stands.
receive_ready() {
    use_holes
    if [ -z "$W_TO" ]; then echo ready && return 0; fi
    python3 -ES "$(wire_py)" listen "$W_TO" "$W_FROM" 30 \
        /bin/sh "$SCRIPT" "$STATE" "$WORKLOAD" "$RUN" "$ATTEMPT" "$EPOCH" receive-pages "$LEG" </dev/null 2>"$IMAGES/plain.log" &
    W_PID=$!
}

# Waits until all pages are here.
pages_received() {
    [ -n "$W_TO" ] || return 0
    w_pid=$W_PID W_PID=
    wait "$w_pid" || die "the pages did not arrive over the plain connection: $(tail -n 3 "$IMAGES/plain.log" | tr '\n' ' ')"
    read -r w_pages <"$IMAGES/plain.images" && F_IMAGES="$w_pages$F_IMAGES"
}

# receive-pages LEG: takes pages, and nothing else, from a connection that is not encrypted.
cmd_receive_pages() {
    need_guard
    need_leg "$1"
    load_wire
    [ -n "$W_TO" ] || die "leg $LEG has no plain connection"
    R_NAME='' F_IMAGES='' F_SUMMERS=''
    use_holes
    echo ready
    unpacked receive_page_frames
}

receive_pad() {
    take "$1" >/dev/null
    echo warm
}

receive_page_frames() {
    while read -r r_word r_rest; do
        case $r_word in
            chunk)
                # shellcheck disable=SC2086 # three or four words
                receive_chunk $r_rest ''
                ;;
            delta) receive_delta ;;
            pad) receive_pad "$r_rest" ;;
            end)
                # Their checksums are compared by who has the encrypted connection.
                end_pages
                for r_summer in $F_SUMMERS; do wait "$r_summer"; done
                echo "$F_IMAGES" >"$IMAGES/plain.images" || die "cannot write $IMAGES/plain.images"
                return 0
                ;;
            *) die "what arrives is no page" ;;
        esac
    done
    die "the connection ended early"
}

# Sets HOLES to what makes dd leave holes; not every dd can.
use_holes() {
    HOLES=
    if dd if=/dev/null of=/dev/null conv=notrunc,sparse status=none 2>/dev/null; then HOLES=,sparse; fi
}

# take_pages FILE OFFSET LENGTH: writes at an offset; what is zero becomes a hole and takes no memory.
take_pages() {
    dd bs=64K iflag=fullblock,count_bytes oflag=seek_bytes conv=notrunc$HOLES seek="$2" count="$3" of="$1" status=none ||
        die "$1 cannot be written: no space left?"
}

# ---- measuring, when a plan is made: no guard, nothing of a workload ----

use_link() {
    is_name "${1:-}" || wrong "'${1:-}' is no link"
    LEG=$1
    LEG_DIR=$STATE/links/$LEG
}

# link-key LINK: makes a key that will be used once and prints its public half.
cmd_link_key() {
    use_link "$1"
    mkdir -p "$LEG_DIR" && chmod 700 "$STATE/links" || die "cannot make $LEG_DIR"
    make_key
}

# link-allow LINK USER: the key on standard input may do nothing but have its bytes counted, and that not for long.
cmd_link_allow() {
    use_link "$1"
    add_key "$2" "restrict,expiry-time=\"$(date -d '+10 minutes' +%Y%m%d%H%M%S)\",command=\"echo ready; exec wc -c\""
}

# link-drop LINK USER: takes the key away.
cmd_link_drop() {
    use_link "$1"
    drop_key "$2"
}

# link-forget LINK: removes the key itself.
cmd_link_forget() {
    use_link "$1"
    rm -rf "$LEG_DIR"
    if [ -d "$STATE/links" ]; then rmdir "$STATE/links" 2>/dev/null; fi
    return 0
}

# link-rate LINK ADDRESS PORT USER: how many bytes get to the target in how many milliseconds. Its pinned keys are on
# standard input.
cmd_link_rate() {
    use_link "$1"
    trap 'cmd_link_forget "$LEG"' EXIT
    put_ssh_conf "$2" "$3" "$4"
    OP=rate
    mkfifo "$LEG_DIR/pipe" || die "cannot make a pipe in $LEG_DIR"
    ssh -F "$LEG_DIR/ssh.conf" relocation-target <"$LEG_DIR/pipe" >"$LEG_DIR/$OP.reply" 2>"$LEG_DIR/$OP.ssh" &
    exec 9>"$LEG_DIR/pipe"
    await 15000 target_answered
    has_line "$LEG_DIR/$OP.reply" ready || die "no connection: $(tail -n 3 "$LEG_DIR/$OP.ssh" | tr '\n' ' ')"
    v_begin=$(now)
    timeout 0.4 head -c 33554432 /dev/zero >&9
    exec 9>&-
    wait $! || die "the connection broke: $(tail -n 3 "$LEG_DIR/$OP.ssh" | tr '\n' ' ')"
    echo "bytes=$(sed -n 2p "$LEG_DIR/$OP.reply")"
    echo "millis=$(($(now) - v_begin))"
}

# link-listen ADDRESS PEER: opens a plain connection for measuring, for 10 s at most, and prints where.
cmd_link_listen() {
    v_line=$(mktemp) || die "cannot make a temporary file"
    (trap '' HUP && exec python3 -ES "$(wire_py)" listen "$1" "$2" 10 python3 -ES "$(wire_py)" sink) </dev/null >"$v_line" 2>"$v_line.log" &
    await 5000 link_listens
    cat "$v_line"
    v_said=$(cat "$v_line.log")
    v_there=$(wc -c <"$v_line")
    rm -f "$v_line" "$v_line.log"
    [ "$v_there" -gt 0 ] || die "$v_said"
}

link_listens() { [ -s "$v_line" ] || [ -s "$v_line.log" ]; }

# link-fill ADDRESS LOCAL BYTES: like link-rate, over the plain connection that standard input tells of.
cmd_link_fill() {
    v_reply=$(mktemp) || die "cannot make a temporary file"
    cat >"$v_reply"
    # The answer comes by standard error: standard output is the connection.
    v_said=$(python3 -ES "$(wire_py)" connect "$v_reply" "$1" "$2" python3 -ES "$(wire_py)" fill "$3" 2>&1 </dev/null)
    rm -f "$v_reply"
    case $v_said in bytes=*) echo "$v_said" ;; *) die "$v_said" ;; esac
}
