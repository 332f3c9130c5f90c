#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: memory that is copied while the workload runs, so that the freeze sends only what differs. The
# work is done by relocation-pages.py. In the leg's directory of images:
#   warm/        the copy, on both ends; on the target it becomes the images
#   delta.sum    SHA-256 of all that was said about the images in the freeze
#   delta.size   its length in bytes; on the source also the part of it that was said in the freeze, and that of the images
#   delta.go     on the source: the copy is up to date, the dump may begin

# What both ends know of the way says so.
copies_ahead() { has_line "$LEG_DIR/wire" ahead=yes; }

pages_py() { python3 -ES "${SCRIPT%/*}/relocation-pages.py" "$@"; }

forget_warm() { rm -rf "$IMAGES/warm"; }

# ---- sending ----

# Copies memory while the workload runs. What cannot be copied travels in the freeze: that is no failure.
send_warm() {
    copies_ahead || return 0
    forget_warm
    mkdir "$IMAGES/warm" || return 1
    p_status=0
    pages_py warm "$ROOT" "$IMAGES/warm" "$LEG_DIR" 2>"$IMAGES/warm.out" || p_status=$?
    case $p_status in
        0) return 0 ;;
        3)
            say "memory is not copied ahead: $(tail -n 1 "$IMAGES/warm.out")"
            forget_warm
            ;;
        *) say "memory cannot be copied ahead: $(tail -n 1 "$IMAGES/warm.out")" && return 1 ;;
    esac
}

# The target may have had no room: it has said so by now.
settle_warm() {
    if has_line "$LEG_DIR/$OP.reply" cold; then
        say "the target could not keep a copy of memory: all of it travels in the freeze"
        forget_warm
    fi
}

# Brings the copy up to date while the workload still runs, and has somebody follow the dump that is about to begin. Sets
# F_DELTA; it is empty where there is no copy.
delta_begin() {
    F_DELTA=
    rm -f "$IMAGES/delta".* "$LEG_DIR/dumper" "$LEG_DIR/dump.rc"
    [ -e "$IMAGES/warm/seal" ] || return 0
    f_pad=0
    [ "$W_COMPRESSION" = none ] || f_pad=9437184 # what packs, and what unpacks, keep back up to 4 MiB each
    pages_py delta "$ROOT" "$IMAGES/warm" "$IMAGES" "$LEG_DIR" $f_pad >&8 2>"$IMAGES/delta.out" &
    F_DELTA=$!
    look $F_DELTA && f_start=$P_START
    await 600000 delta_began || { say "the copy of memory is not brought up to date within 600 s" && kill $F_DELTA && return 1; }
    if is_alive $F_DELTA "$f_start"; then return 0; fi
    wait $F_DELTA
    F_DELTA_STATUS=$?
    F_DELTA=
    # Nothing counts that was said about it.
    if [ $F_DELTA_STATUS -eq 3 ]; then return 0; fi
    say "the copy of memory cannot be brought up to date: $(tail -n 1 "$IMAGES/delta.out")"
    return 1
}

delta_began() {
    if is_alive $F_DELTA "$f_start"; then [ -e "$IMAGES/delta.go" ] && has_line "$LEG_DIR/$OP.reply" assembling; fi
}

# Waits until everything is said about the images, and until CRIU has let go in any case. Without delta.sum there will be
# no manifest, and without that no copy.
delta_end() {
    f_stream=0 f_inside=0 f_total=0 F_SUMMERS=''
    if wait "$F_DELTA"; then
        read -r f_stream f_inside f_total <"$IMAGES/delta.size"
    else
        rm -f "$IMAGES/delta.sum"
        say "how memory differs from its copy cannot be told: $(tail -n 1 "$IMAGES/delta.out")"
    fi
    until dump_ended; do nap; done
    F_IMAGES=" delta:$f_stream"
    fact bytes "$f_inside"
    fact memory "$f_total"
}

# ---- receiving ----

receive_warm() {
    copies_ahead || die "memory was not to be copied ahead"
    forget_warm
    mkdir "$IMAGES/warm" || die "cannot make $IMAGES/warm"
    pages_py take "$IMAGES/warm"
    case $? in
        0) ;;
        3) forget_warm ;;
        *) die "the copy of memory did not arrive" ;;
    esac
}

receive_delta() {
    copies_ahead || die "memory was not copied ahead"
    end_pages
    pages_py assemble "$IMAGES/warm" "$IMAGES"
    case $? in
        0) ;;
        3) forget_warm && return 0 ;;
        *) die "the images cannot be made of the copy of memory" ;;
    esac
    read -r d_size <"$IMAGES/delta.size" || die "cannot read $IMAGES/delta.size"
    F_IMAGES="$F_IMAGES delta:$d_size"
    forget_warm
}
