#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: the end that a workload goes to. Takes images and data files, and can undo.

# ---- receiving ----

# Takes frames from standard input. Says "void" when there will be no copy.
receive_frames() {
    files_in_use >"$IMAGES/in-use"
    : >"$IMAGES/received.sums"
    R_NAME='' R_CHECKED='' R_IMAGE='' W_PID=''
    trap give_up EXIT
    receive_ready
    while read -r r_word r_rest; do
        case $r_word in
            chunk)
                R_IMAGE=yes
                # shellcheck disable=SC2086 # three words
                receive_chunk $r_rest
                ;;
            pad) receive_pad "$r_rest" ;;
            tar)
                R_IMAGE=yes
                receive_tar "$r_rest"
                ;;
            file) receive_data "$r_rest" ;;
            gone) remove_data "$r_rest" ;;
            sums) receive_sums "$r_rest" ;;
            tree) receive_tree "$r_rest" ;;
            names) receive_names "$r_rest" ;;
            manifest) pages_received && receive_manifest "$r_rest" ;;
            end)
                if [ -n "$R_CHECKED" ]; then echo "$R_CHECKED" | lay "$LEG_DIR/complete"; fi
                R_IMAGE=''
                restore_at_once
                echo received
                return 0
                ;;
            *) die "what arrives is no frame" ;;
        esac
    done
    die "what was to be received ended early"
}

# Part of an image is of no use to anybody: the source should know that it can go on at once.
give_up() {
    [ -z "$W_PID" ] || kill "$W_PID" 2>/dev/null
    if [ -n "$R_IMAGE" ] && resumes_at_once && claim "$LEG_DIR/permit" "void $EPOCH"; then echo void; fi
}

# A copy that is held anyway may as well be restored before the controller asks for it.
restore_at_once() {
    [ -e "$LEG_DIR/complete" ] && ! wake_restore && [ "$(plan restore)" = at-once ] || return 0
    (cmd_start "$LEG" restore) </dev/null >/dev/null 2>&1 7>&-
}

take() { dd bs=256K iflag=fullblock,count_bytes count="$1" status=none; }

# take_into FILE LENGTH TOTAL: appends, and checks the size that the file must have then.
take_into() {
    take "$2" >>"$1"
    [ "$(stat -c %s "$1")" -eq "$3" ] || die "$1 has $(stat -c %s "$1") of $3 bytes: no space left, or the sender ended"
}

# The checksum reads what is on this host now, while the next chunk is arriving.
receive_chunk() {
    case $1 in pages-*[!0-9]*.img | pages-.img) die "'$1' is no pages image" ;; pages-*.img) ;; *) die "'$1' is no pages image" ;; esac
    if [ "$1" != "$R_NAME" ]; then
        end_pages
        R_NAME=$1 R_SENT=0 R_SUMMER=
        : >"$IMG/$1"
        sum_begin
    fi
    [ "$2" -eq "$R_SENT" ] || die "image $1 goes on at $2, but $R_SENT bytes are here"
    R_SENT=$((R_SENT + $3))
    take_pages "$IMG/$1" "$2" "$3"
    [ -z "$R_SUMMER" ] || wait "$R_SUMMER"
    part_of "$IMG/$1" "$2" "$3" >&7 &
    R_SUMMER=$!
}

end_pages() {
    [ -n "$R_NAME" ] || return 0
    [ -z "$R_SUMMER" ] || wait "$R_SUMMER"
    sum_end
    printf 'sha256 %s %s\nsize %s %s\n' "$SUM" "$R_NAME" "$R_SENT" "$R_NAME" >>"$IMAGES/pages.manifest"
    R_NAME=
}

receive_tar() {
    end_pages
    : >"$IMAGES/rest.tar"
    take_into "$IMAGES/rest.tar" "$1" "$1"
    tar -xf "$IMAGES/rest.tar" -C "$IMG" --no-same-owner || die "the images cannot be unpacked in $IMG: is it full?"
    rm -f "$IMAGES/rest.tar"
}

receive_manifest() {
    end_pages
    take "$1" >"$IMAGES/manifest.sent"
    touch "$IMAGES/pages.manifest"
    manifest >"$IMAGES/manifest"
    cmp -s "$IMAGES/manifest" "$IMAGES/manifest.sent" ||
        die "the images differ from what was sent: $(comm -3 "$IMAGES/manifest" "$IMAGES/manifest.sent" | head -n 4 | tr '\n\t' '; ')"
    R_CHECKED=$(sha256sum <"$IMAGES/manifest")
}

# Files that are open on this host, but not those of this workload's own frozen original: it keeps its old file.
files_in_use() {
    cat "$STATE/legs/$RUN.$ATTEMPT.$WORKLOAD."*/tree 2>/dev/null | cut -d' ' -f1 | sort -u >"$IMAGES/own"
    find /proc/[0-9]*/fd -mindepth 1 -lname '/*' -printf '%h\t%l\n' 2>/dev/null | sed 's|^/proc/\([0-9]*\)/fd|\1|' |
        awk -F '\t' '!others { own[$1]; next } !($1 in own) { print $2 }' "$IMAGES/own" others=1 - | sort -u
}

need_unused() { if grep -qxF -e "$1" "$IMAGES/in-use"; then die "$1 is open on this host and is left alone"; fi; }

# Puts a data file in place; its final name never shows a part of it. What was there before is kept.
receive_data() {
    IFS=' ' read -r _ v_mode v_uid v_gid v_mtime v_offset v_length v_path <<LINE
$1
LINE
    case $v_path in /*) ;; *) die "'$v_path' is no path" ;; esac
    need_unused "$v_path"
    keep_old "$v_path"
    v_new=${v_path%/*}/.relocation-$LEG.new
    rm -f "$v_new"
    if [ "$v_offset" -gt 0 ]; then
        [ "$(stat -c %s "$v_path")" -eq "$v_offset" ] || die "$v_path was changed on this host"
        mv "$v_path" "$v_new"
    else
        : >"$v_new" || die "cannot write $v_new"
    fi
    take_into "$v_new" "$v_length" $((v_offset + v_length))
    part_of "$v_new" "$v_offset" "$v_length" | sha256sum | { read -r v_sum _ && echo "$v_sum $v_path" >>"$IMAGES/received.sums"; }
    chown "$v_uid:$v_gid" "$v_new" && chmod "$v_mode" "$v_new" && touch -d "@$v_mtime" "$v_new" && mv "$v_new" "$v_path" ||
        die "cannot put $v_path in place"
}

remove_data() {
    need_unused "$1"
    keep_old "$1"
    rm -f "$1"
}

receive_sums() {
    take "$1" >"$IMAGES/data.sums"
    cmp -s "$IMAGES/data.sums" "$IMAGES/received.sums" || die "data files differ from what was sent"
    : >"$IMAGES/received.sums"
}

# undo/list says what a path was before: the number of the kept file, "new", "dir" for a directory that was made, or
# "was:MODE:UID:GID" for one that went.
keep_old() {
    if grep -qF -e "$TAB$1$TAB" "$LEG_DIR/undo/list" 2>/dev/null; then return 0; fi
    make_parents "${1%/*}"
    if [ -e "$1" ] || [ -L "$1" ]; then
        z_number=$(($(cat "$LEG_DIR/undo/list" /dev/null 2>/dev/null | wc -l) + 1))
        ln "$1" "$LEG_DIR/undo/$z_number" 2>/dev/null || cp -a "$1" "$LEG_DIR/undo/$z_number" || die "cannot keep $1 aside"
        printf '%s\t%s\t\n' $z_number "$1" >>"$LEG_DIR/undo/list"
    else
        printf 'new\t%s\t\n' "$1" >>"$LEG_DIR/undo/list"
    fi
}

make_parents() {
    [ -n "$1" ] && [ ! -d "$1" ] || return 0
    make_parents "${1%/*}"
    mkdir -m 755 "$1" || die "cannot make directory $1"
    printf 'dir\t%s\t\n' "$1" >>"$LEG_DIR/undo/list"
}

# Puts files back to what they were, the last change first. Can be repeated.
undo_data() {
    [ -e "$LEG_DIR/undo/list" ] || return 0
    sed -n '1!G;h;$p' "$LEG_DIR/undo/list" | while IFS=$TAB read -r u_kind u_path _; do
        rm -f "${u_path%/*}/.relocation-$LEG.new"
        case $u_kind in
            new) rm -f "$u_path" ;;
            dir) rmdir "$u_path" 2>/dev/null ;;
            was:*)
                mkdir -p "$u_path"
                u_kind=${u_kind#was:}
                chmod "${u_kind%%:*}" "$u_path"
                chown "${u_kind#*:}" "$u_path"
                ;;
            *) if [ -e "$LEG_DIR/undo/$u_kind" ]; then put_back "$LEG_DIR/undo/$u_kind" "$u_path"; fi ;;
        esac
    done
    rm -f "$LEG_DIR/undo/list"
}

put_back() { cp -a "$1" "${2%/*}/.relocation-$LEG.new" && mv "${2%/*}/.relocation-$LEG.new" "$2" && rm -f "$1" || say "cannot put $2 back"; }
