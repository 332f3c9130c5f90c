#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-aix.sh: the directory that both hosts see. What lies there: permits, and images with the sizes and checksums of their files.

# What is mounted there: an empty directory below a lost mount must not be taken for a shared one.
# At its end awk may have forgotten the last line.
mounted() { df -k "$1" 2>/dev/null | awk 'NR > 1 { device = $1; place = $NF } END { print device, place }'; }

shared_answers() { [ -d "${IMAGES%/*}" ] && [ "$(mounted "${IMAGES%/*}")" = "$(cat "$LEG_DIR/mounted" 2>/dev/null)" ]; }
shared_is_gone() { [ ! -d "$IMAGES" ] && shared_answers; }

# Fails where the directory is not to be seen: what it would tell must not be guessed.
need_shared() {
    [ ! -d "$IMAGES" ] || return 0
    if shared_answers; then say "the shared directory $IMAGES was removed" && return 1; fi
    say "the shared directory $IMAGES does not answer"
    return $SILENT
}

# must_decide WORD: the permit says this, or what somebody has said before: CLAIM tells which.
must_decide() {
    claim "$IMAGES/permit" "$1 $EPOCH"
    [ -z "$CLAIM" ] || return 0
    need_shared && say "nothing can be decided in $IMAGES" && return 1
}

# ---- images ----

# sha256 FILE: openssl is faster; perl is part of AIX.
sha256() {
    s_sum=$(openssl dgst -sha256 "$1" 2>/dev/null | sed 's/.*= *//')
    [ ${#s_sum} -eq 64 ] || s_sum=$(perl -MDigest::SHA -e 'print Digest::SHA->new(256)->addfile(shift, "b")->hexdigest' "$1" 2>/dev/null)
    [ ${#s_sum} -eq 64 ] && echo "$s_sum"
}

# sums DIRECTORY: "SHA256 NAME" of the files there.
sums() {
    (cd "$1" && find . -type f | sort | while IFS= read -r s_file; do
        s_line=$(sha256 "$s_file") || exit 1
        echo "$s_line $s_file"
    done)
}

# sizes DIRECTORY: "SIZE NAME" of the files there.
sizes() { (cd "$1" && find . -type f -exec ls -ln {} \; | awk '{print $5, $NF}' | sort); }

has_sums() { [ "$(plan checksum)" = sha256 ]; }

# write_sums DIRECTORY FILE
write_sums() {
    has_sums || return 0
    sums "$1" >"$2.new" && mv -f "$2.new" "$2" || { say "the checksums of the files in $1 cannot be made"; need_shared && return 1; }
}

# What says that the image is complete, written last. Our own reading comes from what was just written; the target's own is made while it restarts.
write_manifest() {
    need_shared || return $?
    write_sums "$IMAGES/state" "$IMAGES/sums" || return $?
    sizes "$IMAGES/state" >"$IMAGES/manifest.new" && mv -f "$IMAGES/manifest.new" "$IMAGES/manifest" || { say "cannot write $IMAGES/manifest"; need_shared && return 1; }
}

sizes_are_right() {
    [ -s "$IMAGES/manifest" ] && [ "$(sizes "$IMAGES/state")" = "$(cat "$IMAGES/manifest")" ] || { say "the files in $IMAGES/state are not those of its manifest"; return 1; }
}

CHECK=

# Begins to read the files of the image, beside what else reads them.
begin_check() {
    has_sums || return 0
    sums "$IMAGES/state" >"$LEG_DIR/sums" 2>/dev/null &
    CHECK=$!
}

image_is_right() {
    has_sums || return 0
    [ ! -e "$LEG_DIR/checked" ] || return 0
    [ -n "$CHECK" ] || begin_check
    wait "$CHECK" && [ -s "$LEG_DIR/sums" ] && cmp -s "$LEG_DIR/sums" "$IMAGES/sums" ||
        { say "the files in $IMAGES/state do not have the checksums that they were written with"; return 1; }
    echo "$EPOCH" >"$LEG_DIR/checked"
}

# ---- permits ----

# The permit was given, and nothing came of it: the operation that was to resume has ended, and before it let the partition run, or AIX
# refused. Sets CLAIM to what holds then.
unsay_permit() {
    OP=resume
    lock "$LEG_DIR/$OP.lock"
    op_load
    case $O_STATE in
        starting | running) ;;
        *)
            if never_ran && echo "void $EPOCH" >"$IMAGES/permit.new" && mv -f "$IMAGES/permit.new" "$IMAGES/permit"; then
                rm -f "$LEG_DIR/permitted"
                CLAIM=void
            fi
            ;;
    esac
    unlock "$LEG_DIR/$OP.lock"
}

never_ran() { [ ! -e "$LEG_DIR/permitted" ] || [ -e "$LEG_DIR/refused" ]; }
