#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: removes what relocations have left (relocation-leftovers.sh), one thing at a time.

# janitor-remove IMAGEDIR DIGEST KIND NAME TRAITS HOW: removes one thing of this run, workload and attempt if it is still
# what it was when it was looked at. HOW says why it may go: settled, proven (its workload was seen to run elsewhere),
# named (a person has named a run that nobody here knows), disable (this host is not the unit's home any more), or any.
cmd_janitor_remove() {
    IMAGE_DIR=$1 DIGEST=$2 J_KIND=$3 J_NAME=$4 J_HOW=$6
    case $J_HOW in settled | proven | named | disable | any) ;; *) wrong "'$J_HOW' is no reason" ;; esac
    j_line=$(janitor_look "$STATE" "$IMAGE_DIR" "$DIGEST" "$J_KIND" | J_NAME=$J_NAME awk -F '\t' -v kind="$J_KIND" '$1 == kind && $2 == ENVIRON["J_NAME"]')
    [ -n "$j_line" ] || { echo gone && return 0; }
    IFS=$TAB read -r _ _ j_run j_attempt j_workload _ _ _ j_traits _ <<LINE
$j_line
LINE
    for j_pair in "$j_run:$RUN" "$j_attempt:$ATTEMPT" "$j_workload:$WORKLOAD"; do
        case $j_pair in "-:"*) ;; *) [ "${j_pair%%:*}" = "${j_pair#*:}" ] || busy "$J_KIND $J_NAME belongs to ${j_pair%%:*} and not to ${j_pair#*:}" ;; esac
    done
    [ "$(sorted "$j_traits")" = "$(sorted "$5")" ] || busy "$J_KIND $J_NAME has changed since it was looked at: it was $5, and is $j_traits"
    case $J_KIND in
        leg) remove_leg ;;
        image) remove_image ;;
        key) remove_key "${J_NAME%:*}" "${J_NAME##*:}" ;;
        link) rm -rf "${STATE:?}/links/$J_NAME" ;;
        guard) remove_guard ;;
        drop-in) remove_drop_in ;;
        held) need_unused_thing && rm -f "${STATE:?}/held/$J_NAME" ;;
        script) need_unused_thing && rm -rf "${STATE:?}/bin/$J_NAME" ;;
        nft | criu-lock) remove_table "${J_NAME%:*}" "${J_NAME##*:}" ;;
        cgroup) rmdir "$J_NAME" || die "cannot remove control group $J_NAME" ;;
        process) remove_process ;;
        lock) break_stale_lock ;;
    esac
}

# What still needs something may itself have been removed since: that is asked again.
sorted() { printf '%s\n' "$1" | tr ',' '\n' | sed -e '/^referenced$/d' -e '/^-$/d' | sort; }
has_trait() { case ,$j_traits, in *",$1,"*) return 0 ;; *) return 1 ;; esac }

need_unused_thing() { if has_trait referenced; then busy "something on this host still needs $J_KIND $J_NAME"; fi; }

need_proof() {
    for j_each in frozen image staged; do
        if has_trait $j_each && [ "$J_HOW" != proven ]; then busy "$J_KIND $J_NAME may be the only copy of $WORKLOAD: it is $j_traits"; fi
    done
}

remove_leg() {
    need_proof
    use_leg "$J_NAME"
    if has_trait overtaken || has_trait in-use; then busy "leg $LEG keeps files of this host aside that cannot be put back: it is $j_traits"; fi
    if [ "$J_HOW" = named ] && [ "$(value_of state "$GUARD")-$(value_of run "$GUARD")" = "held-$RUN" ]; then
        busy "run $RUN still has the guard of $WORKLOAD"
    fi
    leg_images
    J_PERMIT_WAS=
    if said "$LEG_DIR/permit"; then J_PERMIT_WAS=$CLAIM; fi
    # From now on nothing of it can begin, or go on.
    claim "$LEG_DIR/permit" "void $EPOCH"
    claim "$LEG_DIR/handover" "void $EPOCH"
    if is_of_this_boot; then stop_operations && remove_processes; fi
    if has_trait container; then remove_container; fi
    if has_trait netns; then remove_network; fi
    if has_trait undo; then podman_undo_volumes && undo_data; fi
    if [ -n "$IMAGES" ]; then remove_images; fi
    rm -rf "$LEG_DIR"
    [ ! -e "$LEG_DIR" ] || die "cannot remove $LEG_DIR"
    if [ -n "$(beside_of_leg)" ]; then rmdir "$(beside_of_leg)" 2>/dev/null; fi
    return 0
}

beside_of_leg() { find /sys/fs/cgroup -mindepth 1 -type d -name "relocation-$LEG" -print -quit 2>/dev/null; }

# Frozen ones that run elsewhere, held copies, and what a CRIU that died left half made. Never what runs.
remove_processes() {
    for j_list in tree copy; do
        case $(state_of_list "$LEG_DIR/$j_list") in
            frozen) destroy_proven ;;
            running) if group_is_frozen "$(plan cgroup)"; then destroy_proven; fi ;;
            mixed) die "some of the processes of $LEG_DIR/$j_list run: $(still_there "$LEG_DIR/$j_list" | tr '\n' ';')" ;;
        esac
    done
    if has_trait staged; then destroy "$LEG_DIR/copy"; fi
    OP=restore
    if [ -f "$LEG_DIR/restore.state" ]; then op_read; fi
    if [ "$J_PERMIT_WAS" != go ] && [ -n "$IMAGES" ] && [ "$(value_of epoch "$GUARD")" = "$EPOCH" ]; then
        half_restored | half_made >"$LEG_DIR/half"
        destroy "$LEG_DIR/half"
    fi
    return 0
}

# A process id may have been given to somebody else long ago: only what was made in the time of the restore and still has
# CRIU's name, or is stopped, is half made.
half_made() {
    while read -r h_pid h_start; do
        is_process "$h_pid" "$h_start" && [ "$h_start" -lt $((O_START + 30000)) ] || continue
        case $P_NAME.$P_STATE in criu.* | *.[Tt]) echo "$h_pid $h_start" ;; esac
    done
}

destroy_proven() { [ "$J_HOW" = proven ] && destroy "$LEG_DIR/$j_list"; }

remove_container() {
    if is_podman; then podman_remove; else "$(plan runtime)" delete --force "$(plan name)" >/dev/null 2>&1; fi
    [ "$(state_here)" = none ] || die "$(described) does not go away: $(state_here)"
}

remove_images() {
    mounts_below "$IMAGES" | while IFS= read -r j_mount; do umount "$j_mount" || die "cannot unmount $j_mount"; done || exit 1
    remove_tree "$IMAGES"
    [ ! -e "$IMAGES" ] || die "cannot remove $IMAGES"
}

remove_image() {
    need_proof
    IMAGES=$IMAGE_DIR/$J_NAME
    if has_trait frozen; then destroy "$IMAGES/img/relocation.tree"; fi
    remove_images
}

remove_process() {
    if has_trait staged && [ "$J_HOW" != proven ]; then busy "process $J_NAME may hold the only copy of $WORKLOAD"; fi
    echo "${J_NAME%:*} ${J_NAME#*:}" >"$STATE/janitor.$$" || die "cannot write $STATE/janitor.$$"
    destroy "$STATE/janitor.$$"
    rm -f "$STATE/janitor.$$"
}

# remove_key FILE TAG: other lines stay as they are.
remove_key() {
    KEYS=$1
    j_regex=$(printf '%s' "$2" | sed 's/[.]/[.]/g')
    lock "$STATE/keys.lock"
    sed -e "\|$(key_pattern "$j_regex")|d" -e "\|$(link_pattern "$j_regex")|d" "$KEYS" | put_keys root
    k_status=$?
    [ -s "$KEYS" ] || rm -f "$KEYS"
    unlock "$STATE/keys.lock"
    [ $k_status -eq 0 ] || exit 1
}

# The epoch stays. As long as something is held, or at work, nobody else may begin.
remove_guard() {
    if janitor_look "$STATE" "$IMAGE_DIR" "$DIGEST" leg | awk -F '\t' -v run="$RUN" -v workload="$WORKLOAD" '
        $1 == "leg" && $3 == run && $5 == workload && $9 ~ /(^|,)(at-work|frozen|image|staged)(,|$)/ { held = 1 } END { exit !held }'; then
        busy "a leg of run $RUN holds something of $WORKLOAD on this host"
    fi
    cmd_guard_release >/dev/null
}

remove_drop_in() {
    j_unit=${J_NAME%.d/*}
    j_unit=${j_unit##*/}
    if [ "$J_HOW" = disable ]; then systemctl --quiet disable -- "$j_unit" || die "systemctl disable $j_unit failed"; fi
    rm -f "$J_NAME" || die "cannot remove $J_NAME"
    rmdir "${J_NAME%/*}" 2>/dev/null
    systemctl daemon-reload || die "systemctl daemon-reload failed"
}

remove_table() {
    case $2 in relocation-* | CRIU-*) ;; *) busy "whose $2 is cannot be told" ;; esac
    if has_trait untold; then busy "whose $2 is cannot be told"; fi
    in_namespace "$1" nft delete table inet "$2" || die "nft cannot delete table inet $2"
}

break_stale_lock() {
    look $$ && l_mine=$$:$P_START
    break_stale "$J_NAME"
}
