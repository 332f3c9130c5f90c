#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: the end that a workload goes to. Takes images and data files, and can undo.

# ---- receiving ----

# Takes frames from standard input. What follows a freeze is restored as soon as it is complete: "ready" then means that
# somebody waits for it. Says "resumed" when the copy runs, and "void" when there will be none.
receive_frames() {
    know_files
    resumes_at_once # remembered, not to be looked for later
    R_RESTORE=$(plan restore) R_NAME='' R_CHECKED='' R_IMAGE='' W_PID='' F_IMAGES='' F_SUMMERS=''
    trap give_up EXIT
    if [ "$R_OP" = freeze ]; then
        stand_by
        R_IMAGE=yes
    fi
    receive_ready
    while read -r r_word r_rest; do
        case $r_word in
            pad) receive_pad "$r_rest" ;;
            chunk)
                # shellcheck disable=SC2086 # three or four words
                receive_chunk $r_rest ''
                ;;
            warm) receive_warm ;;
            delta) receive_delta ;;
            tar) receive_tar "$r_rest" ;;
            file) receive_data "$r_rest" ;;
            gone) remove_data "$r_rest" ;;
            sum) receive_sum "$r_rest" ;;
            tree) receive_tree "$r_rest" ;;
            names) receive_names "$r_rest" ;;
            manifest) pages_received && receive_manifest "$r_rest" ;;
            end)
                receive_end
                return 0
                ;;
            *) die "what arrives is no frame" ;;
        esac
    done
    die "what was to be received ended early"
}

receive_end() {
    if [ -n "$R_CHECKED" ]; then
        echo "$EPOCH" >"$LEG_DIR/complete" || die "cannot write $LEG_DIR/complete"
        R_IMAGE=''
        restore_at_once
    fi
    echo received
}

# Part of an image is of no use to anybody: the source should know that it can go on at once.
give_up() {
    [ -z "$W_PID" ] || kill "$W_PID" 2>/dev/null
    [ -n "$R_IMAGE" ] || return 0
    if resumes_at_once && claim "$LEG_DIR/permit" "void $EPOCH"; then echo void; fi
    wake_restore
}

# A copy that is held anyway may as well be restored before the controller asks for it. Where it resumes by itself, the
# source is told.
restore_at_once() {
    if ! wake_restore; then
        [ "$R_RESTORE" = at-once ] || return 0
        (cmd_start "$LEG" restore) </dev/null >/dev/null 2>&1 7>&-
    fi
    resumes_at_once || return 0
    OP=restore NAP=0.03
    await 300000 restore_done || return 0
    count_list "$LEG_DIR/copy"
    if [ "$S_STATE" = running ]; then
        echo resumed
    elif claim "$LEG_DIR/permit" "void $EPOCH" || never_ran; then
        echo void
    fi
}

take() { dd bs=256K iflag=fullblock,count_bytes count="$1" status=none; }

# take_into FILE LENGTH: appends. What the sender did not send is missed with the next frame.
take_into() { take "$2" >>"$1" || die "$1 cannot be written: no space left?"; }

# The checksum reads what is on this host now, while the next frame is arriving.
receive_chunk() {
    case $1 in pages-*[!0-9]*.img | pages-.img) die "'$1' is no pages image" ;; pages-*.img) ;; *) die "'$1' is no pages image" ;; esac
    if [ "$4" = whole ] && [ "$1" != "$R_NAME" ]; then
        end_pages
        : >"$IMG/$1"
        take_pages "$IMG/$1" 0 "$3"
        have_whole "$1" "$IMG/$1" "$3"
        return 0
    fi
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
    echo "$SUM -" >"$IMAGES/$R_NAME.sum"
    F_IMAGES="$F_IMAGES $R_NAME:$R_SENT"
    R_NAME=
}

# have_whole NAME FILE LENGTH: an image that came in one piece is here.
have_whole() {
    F_IMAGES="$F_IMAGES $1:$3"
    add_sum "$1" "$2"
}

receive_tar() {
    end_pages
    : >"$IMAGES/rest.tar"
    take_into "$IMAGES/rest.tar" "$1"
    have_whole tar "$IMAGES/rest.tar" "$1"
    tar -xf "$IMAGES/rest.tar" -C "$IMG" --no-same-owner || die "the images cannot be unpacked in $IMG: is it full?"
}

receive_manifest() {
    end_pages
    for r_summer in $F_SUMMERS; do wait "$r_summer"; done
    manifest >"$IMAGES/manifest" || die "no checksum of the images can be made"
    r_count=$1
    while read -r r_here; do
        r_count=$((r_count - 1))
        read -r r_there <&3 && [ "$r_here" = "$r_there" ] || die "the images differ from what was sent: '$r_here' is here, '$r_there' was sent"
    done 3<&0 <"$IMAGES/manifest"
    [ "$r_count" -eq 0 ] || die "$r_count of $1 images have not arrived"
    R_CHECKED=yes
}

# Files that are open on this host, but not those of this workload's own frozen original: it keeps its old file.
files_in_use() {
    for f_list in "$STATE/legs/$RUN.$ATTEMPT.$WORKLOAD."*/tree; do
        [ -f "$f_list" ] || continue
        while read -r f_pid _; do echo "$f_pid"; done <"$f_list"
    done >"$IMAGES/own"
    find /proc/[0-9]*/fd -mindepth 1 -lname '/*' -printf '%h\t%l\n' 2>/dev/null | sed 's|^/proc/\([0-9]*\)/fd|\1|' |
        awk -F '\t' '!others { own[$1]; next } !($1 in own) { print $2 }' "$IMAGES/own" others=1 - | sort -u
}

# Sets R_USED and R_KEPT: paths that are left alone, and those whose old files are kept, each between line feeds. So much is
# known before anything is frozen.
know_files() {
    files_in_use >"$IMAGES/in-use"
    R_USED="$LF$(cat "$IMAGES/in-use")$LF"
    R_KEPT=$LF
    if [ -s "$LEG_DIR/undo/list" ]; then R_KEPT="$LF$(cut -f2 "$LEG_DIR/undo/list")$LF"; fi
    R_SUMMING=
}

need_unused() { case $R_USED in *"$LF$1$LF"*) die "$1 is open on this host and is left alone" ;; esac; }
is_kept() { case $R_KEPT in *"$LF$1$LF"*) return 0 ;; *) return 1 ;; esac; }

# Puts a data file in place; its final name never shows a part of it. What was there before is kept. What is appended to a
# file that an earlier connection brought stays where it is.
receive_data() {
    IFS=' ' read -r v_flag v_mode v_uid v_gid v_mtime v_offset v_length v_path <<LINE
$1
LINE
    case $v_path in /*) ;; *) die "'$v_path' is no path" ;; esac
    need_unused "$v_path"
    end_pages
    if [ -z "$R_SUMMING" ]; then
        R_SUMMING=yes
        sum_begin
    fi
    if [ "$v_offset" -gt 0 ]; then
        is_kept "$v_path" && [ "$(stat -c %s "$v_path")" -eq "$v_offset" ] || die "$v_path was changed on this host"
        v_new=$v_path
    else
        keep_old "$v_path"
        v_new=${v_path%/*}/.relocation-$LEG.new
        : >"$v_new" || die "cannot write $v_new"
    fi
    if [ "$v_length" -gt 0 ]; then
        dd bs=256K iflag=fullblock,count_bytes count="$v_length" status=none | tee -a "$v_new" >&7 || die "$v_new cannot be written: no space left?"
    fi
    [ "$v_flag" = '=' ] || { chown "$v_uid:$v_gid" "$v_new" && chmod "$v_mode" "$v_new"; } || die "cannot give $v_path away"
    touch -d "@$v_mtime" "$v_new" || die "cannot set the time of $v_path"
    if [ "$v_new" != "$v_path" ]; then mv "$v_new" "$v_path" || die "cannot put $v_path in place"; fi
}

remove_data() {
    need_unused "$1"
    keep_old "$1"
    rm -f "$1"
}

receive_sum() {
    [ -n "$R_SUMMING" ] || die "there were no data files"
    sum_end
    R_SUMMING=
    [ "$SUM" = "$1" ] || die "data files differ from what was sent"
}

# undo/list says what a path was before: the number of the kept file, "new", "dir" for a directory that was made, or
# "was:MODE:UID:GID" for one that went.
keep_old() {
    if is_kept "$1"; then return 0; fi
    R_KEPT=$R_KEPT$1$LF
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
