#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: restores from images and restore points, and holds the copy until it may run.

# ---- restoring ----

# criu_restore DIRECTORY: ends when the copy runs or was given up; CRIU calls act.sh in between.
criu_restore() {
    rm -f "$IMAGES/root.pid"
    set -- -D "$1" -d --manage-cgroups=ignore --ext-unix-sk -v4 -o "$IMAGES/restore.log" --action-script "$LEG_DIR/act.sh" \
        --pidfile "$IMAGES/root.pid"
    for c_option in $(plan criu); do set -- "$@" "$c_option"; done
    while read -r c_fd c_inode; do set -- "$@" --inherit-fd "fd[$c_fd]:socket:[$c_inode]"; done <"$IMG/relocation.journal"
    CRIU_CONFIG_FILE=$LEG_DIR/criu.conf criu restore --no-default-config "$@"
}

op_restore() {
    may_restore || return 1
    echo "$IMG" >"$LEG_DIR/from"
    restore_from
}

may_restore() {
    [ -e "$LEG_DIR/complete" ] || { say "the images are not complete: nothing is restored from them"; return 1; }
    ! was_revoked || { say "the permit was taken back: nothing is restored"; return 1; }
}

# A unit's process is restored by its own unit, so that systemd looks after it as if it had started it.
restore_from() {
    c_unit=$(plan unit)
    fact "restoring=$(now)"
    if [ -n "$c_unit" ]; then
        systemctl reset-failed -- "$c_unit" 2>/dev/null
        systemctl start -- "$c_unit"
    else
        read -r IMG <"$LEG_DIR/from"
        criu_restore "$IMG" </dev/null >"$IMAGES/restore.out" 2>&1
    fi
}

# unit-restore LEG: what the unit runs instead of its own command.
cmd_unit_restore() {
    need_guard
    need_leg "$1"
    OP=restore
    [ -e "$LEG_DIR/from" ] || die "there is nothing to restore"
    read -r IMG <"$LEG_DIR/from"
    look $$ && echo "$$ $P_START" >"$LEG_DIR/restorer"
    if is_container; then use_container; fi
    criu_restore "$IMG"
}

# act LEG: CRIU calls this at every stage. After everything is restored and before anything runs, the copy is held here.
cmd_act() {
    [ "${CRTOOLS_SCRIPT_ACTION:-}" = post-restore ] || return 0
    need_guard
    need_leg "$1"
    tree_of "$CRTOOLS_INIT_PID" | lay "$LEG_DIR/copy"
    look "$PPID" && echo "$PPID $P_START" | lay "$LEG_DIR/holder"
    if resumes_at_once; then
        claim "$LEG_DIR/permit" "go $EPOCH" || return 1
        OP=restore
        fact "resumed=$(now)"
        return 0
    fi
    echo "$EPOCH" | lay "$LEG_DIR/staged"
    until [ -e "$LEG_DIR/permit" ]; do
        [ -d "$LEG_DIR" ] || return 1
        nap
    done
    read -r q_word q_epoch <"$LEG_DIR/permit"
    [ "$q_word" = go ] && [ "$q_epoch" = "$EPOCH" ]
}

# The permit was given along with the freeze.
resumes_at_once() { [ "$(plan resume)" = at-once ]; }

# Whether the copy may have run: it was let go, whatever came of it.
was_permitted() { said "$LEG_DIR/permit" && [ "$CLAIM" = go ]; }

was_revoked() { said "$LEG_DIR/permit" && [ "$CLAIM" = void ]; }

# Whether the CRIU that holds the copy is there. Without it, the copy will never run.
is_held() { { read -r q_pid q_start <"$LEG_DIR/holder"; } 2>/dev/null && is_alive "$q_pid" "$q_start"; }

restore_done() { op_load && [ "$O_STATE" != running ]; }

# permit LEG: lets the held copy run, once.
cmd_permit() {
    need_guard
    need_leg "$1"
    OP=restore
    op_load
    if [ ! -e "$LEG_DIR/permit" ]; then
        [ -e "$LEG_DIR/staged" ] || die "no copy waits for a permit: operation restore is $O_STATE"
        is_held || die "the CRIU that held the copy has ended: the copy cannot run"
        claim "$LEG_DIR/permit" "go $EPOCH"
    fi
    was_permitted || die "the permit was taken back: operation restore is $O_STATE"
    await 20000 restore_done
    report 0
    echo "copy=$(state_of_list "$LEG_DIR/copy")"
}

# revoke LEG source|target: takes back what may let the copy run, unless it was used. Says which of the two it was.
cmd_revoke() {
    need_guard
    use_leg "$1"
    case ${2:-} in
        source) r_word=handover ;;
        target) r_word=permit ;;
        *) wrong "'${2:-}' is no end" ;;
    esac
    if [ ! -e "$LEG_DIR/images" ]; then echo "$r_word=void" && return 0; fi # nothing was ever sent, or came
    claim "$LEG_DIR/$r_word" "void $EPOCH"
    # What was decided is about to show. Who waits for an image ends.
    r_said=$CLAIM OP=restore
    if [ $r_word = permit ]; then
        if [ "$r_said" = void ]; then wake_restore; fi
        await 20000 restore_done
    fi
    echo "$r_word=$r_said"
}

# ---- restore points ----

# Freezes, saves images and data files beside each other on this host, continues. The checksums are made afterwards.
op_point() {
    rm -rf "$IMAGES/point"
    mkdir -p "$IMAGES/point/data" "$IMG"
    note_tree || return 1
    dump_beside "$IMAGES/point"
    until dump_ended; do nap; done
    dump_status
    if [ "$f_status" -eq 0 ]; then save_data || f_status=1; fi
    signal CONT "$LEG_DIR/tree"
    await 5000 none_frozen "$LEG_DIR/tree" || { say "some processes stay frozen"; f_status=1; }
    fact "end=$(now)"
    [ "$f_status" -eq 0 ] || return 1
    cp "$IMG/relocation.journal" "$IMAGES/point/"
    point_sums >"$IMAGES/point.sums" && flush "$IMAGES/point.sums"
}

save_data() {
    tree_of "$ROOT" >"$LEG_DIR/tree"
    data_files >"$IMAGES/point/files"
    b_number=0
    while IFS=$TAB read -r _ _ _ _ _ _ _ _ b_path; do
        b_number=$((b_number + 1))
        cp -a --reflink=auto "$b_path" "$IMAGES/point/data/$b_number" || return 1
    done <"$IMAGES/point/files"
}

point_sums() { (cd "$IMAGES/point" && find . -type f -exec sha256sum {} + | sort); }

# Destroys what is left of the workload here and continues it from the restore point.
op_return_to_point() {
    point_sums | cmp -s - "$IMAGES/point.sums" || { say "the restore point is damaged"; return 1; }
    for i_list in copy tree; do destroy "$LEG_DIR/$i_list"; done
    b_number=0
    while IFS=$TAB read -r _ _ _ _ _ _ _ _ b_path; do
        b_number=$((b_number + 1))
        cp -a "$IMAGES/point/data/$b_number" "$b_path.relocation" && mv "$b_path.relocation" "$b_path" || return 1
    done <"$IMAGES/point/files"
    echo "$IMAGES/point" >"$LEG_DIR/from"
    echo "go $EPOCH" | put "$LEG_DIR/permit"
    restore_from
}

cmd_point_remove() {
    need_guard
    need_leg "$1"
    rm -rf "$IMAGES/point" "$IMAGES/point.sums"
}
