#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: containers of crun, runc and Podman. The runtime calls CRIU, and CRIU calls back at every stage.
# Process trees with an address of their own move in the same way (relocation-tree.sh).
#
# The original is held in CRIU's stage post-dump, frozen, until the target has everything: should that fail, it goes on as
# if nothing had happened, with its connections. Then it ends, and its image is what is held.
#
# Keys of the plan: those of relocation-network.sh and relocation-podman.sh, and runtime ("tree": none), name, bundle, root (PID START), cgroup, place=yes (where cgroup version 1 makes CRIU unfit to
# restore cgroups), criu (lines of its configuration), option (of the runtime), data, unit.
# In the leg's directory:
#   dump.conf restore.conf   CRIU's configuration, for these two commands only
#   held                     sizes of the images: the complete image of the container that was here
#   settle                   "go": the original ends; "stay": it goes on
#   thawed                   that image was used up: the container went on here
#   made                     the network namespace was made for this leg

is_container() { [ -n "$(plan runtime)" ]; }

# container-open LEG IMAGEDIR: as leg-open, for a container.
cmd_container_open() {
    cmd_leg_open "$1" "$2"
    IMAGES=$2/$LEG
    x_unplug=: x_plug=: x_unlock=:
    if has_network; then
        is_path "$(plan netns)" && is_name "$(plan device)" && is_name "$(plan bridge)" && is_name "$(plan interface)" ||
            wrong "the network of the plan makes no sense: $(grep -e '^netns=' -e '^device=' -e '^bridge=' "$LEG_DIR/plan" | tr '\n' ' ')"
        # A cable that is gone needs no unplugging.
        x_unplug="[ ! -e /sys/class/net/$(plan device) ] || ip link set $(plan device) down nomaster"
        x_plug="[ ! -e /sys/class/net/$(plan device) ] || ip link set $(plan device) master $(plan bridge) up"
        x_unlock="nsenter --net=$(plan netns) -- nft delete table inet $(lock_name)"
    fi
    x_call="exec /bin/sh $SCRIPT $STATE $WORKLOAD $RUN $ATTEMPT $EPOCH"
    # On the dump's side CRIU unlocks only when the original is to go on.
    criu_stages dump "network-lock) $x_unplug" "post-dump) $x_call container-dumped $LEG" "network-unlock) $x_plug"
    if is_podman; then podman_open; fi
    criu_stages restore "post-restore) $x_call container-restored $LEG" "network-unlock) $x_unlock" \
        "pre-resume) : >$LEG_DIR/asleep" "post-resume) : >$LEG_DIR/resumed"
}

# criu_stages NAME STAGE...: CRIU calls these scripts at each of a dozen stages: they must be short.
criu_stages() {
    c_name=$1
    shift
    { plan criu && echo "action-script $LEG_DIR/$c_name.sh"; } | put "$LEG_DIR/$c_name.conf"
    # shellcheck disable=SC2016
    {
        printf '#!/bin/sh\ncase ${CRTOOLS_SCRIPT_ACTION:-} in\n'
        printf '    %s ;;\n' "$@"
        echo esac
    } | put "$LEG_DIR/$c_name.sh"
    chmod 700 "$LEG_DIR/$c_name.sh"
}

# The operations of a container take the place of those of process trees.
use_container() {
    criu_dump() { container_dump "$@"; }
    op_freeze() { container_freeze; }
    op_restore() { container_restore; }
    op_thaw() { container_thaw; }
    criu_restore() { container_call; }
    if is_tree; then return 0; fi
    op_bulk() { volumes_bulk; }
    written_files() { cat >/dev/null; } # what they have open are paths of the container, not of this host
}

# ---- the runtime ----

state_here() { if is_tree; then tree_state; else container_state "$(plan runtime)" "$(plan name)" "$(plan oci)" "$(plan id)"; fi; }
described() { echo "$(plan runtime) $(plan name)"; }
runs_here() { case $(state_here) in running*) return 0 ;; *) return 1 ;; esac }

# Runs the runtime's checkpoint or restore with CRIU's configuration of this leg.
runtime_call() {
    i_call=$1 i_conf=$2
    shift 2
    for i_option in $(plan option); do set -- "$@" "$i_option"; done
    CRIU_CONFIG_FILE=$LEG_DIR/$i_conf.conf "$(plan runtime)" "$i_call" --work-path "$IMAGES" --image-path "$IMG" "$@" "$(plan name)" </dev/null
}

# ---- the end that it leaves ----

container_dump() {
    case $(plan runtime) in
        podman) podman_checkpoint ;;
        tree) tree_dump ;;
        *) runtime_call checkpoint dump ;;
    esac >"$IMAGES/dump.out" 2>&1
}

container_freeze() {
    rm -rf "$IMG" "$LEG_DIR/held" "$LEG_DIR/settle" "$LEG_DIR/dumper"
    mkdir -p "$IMG"
    list_data
    read -r ROOT n_start <<LINE
$(plan root)
LINE
    [ "$(state_here)" = "running $ROOT $n_start" ] || { say "$(described) is not the one that was looked at: $(state_here)"; return 1; }
    tree_of "$ROOT" | put "$LEG_DIR/tree"
    n_sent=yes
    send_by send_container || n_sent=
    if [ -n "$n_sent" ]; then settle go; else settle_failed; fi
    forget_warm
    [ -e "$LEG_DIR/dumper" ] || return 1
    await 60000 dumper_gone || { say "the checkpoint of $(described) does not end"; return 1; }
    fact ended
    read -r n_word <"$LEG_DIR/settle"
    # An original whose copy may run ends, whether or not the target has said that it received everything.
    if [ "$n_word" = go ] && [ -e "$LEG_DIR/held" ]; then end_original && [ -n "$n_sent" ] && return 0; fi
    tail -n 3 "$IMAGES/dump.out" >&2
    if [ "$n_word" = stay ]; then
        unpause
        if runs_here; then continue_here; fi
    fi
    return 1
}

# A CRIU that was killed when it was about to end the original has left it paused, or lets it run.
end_original() {
    case $(state_here) in none | stopped | unknown*) return 0 ;; esac
    signal KILL "$LEG_DIR/tree"
    unpause
    await 10000 all_gone "$LEG_DIR/tree" || { say "the original of $(described) does not end"; return 1; }
}

# Lets go on what a CRIU that was killed while it saved it has left paused.
unpause() {
    [ "$(state_here)" = paused ] || return 0
    case $(plan runtime) in
        podman) "$(plan oci)" resume "$(plan id)" ;;
        *) "$(plan runtime)" resume "$(plan name)" ;;
    esac >/dev/null 2>>"$LEG_DIR/thaw.out"
}

# The original goes on, unless its copy may.
settle_failed() { if not_handed_over; then settle stay; else settle go; fi; }

# Decides once: whoever comes second has to live with what was decided.
settle() { (set -C && echo "$1" >"$LEG_DIR/settle") 2>/dev/null || return 0; }

send_container() {
    resumes_at_once # remembered, not to be looked for later
    wait_for_target || return 1
    delta_begin || return 1
    dump_beside "$IMG"
    prepare_rest >/dev/null 8>&- &
    f_rest=$!
    stream_pages
    wait $f_rest
    dump_status
    [ "$f_status" -eq 0 ] || { say "the checkpoint of $(described) ended with status $f_status"; return 1; }
    [ -e "$IMAGES/rest" ] || { say "the images or data files cannot be read"; return 1; }
    if is_tree; then send_listed; elif [ -n "$(plan data)" ]; then send_tree && send_listed && send_file names "$IMAGES/names"; fi
    send_rest
    f_status=$?
    fact sent
    return $f_status
}

# While memory is on its way: finds the data files that have changed, and packs the small images.
prepare_rest() {
    rm -f "$IMAGES/rest"
    until dump_ended; do nap; done
    fact dumped
    dump_status
    [ "$f_status" -eq 0 ] || return 1
    list_changed && { is_tree || pack_tree; } && pack_rest && : >"$IMAGES/rest"
}

# container-dumped LEG: CRIU calls this when its images are complete and the original is still frozen. Waits for what
# becomes of the original: exit status 1 lets it go on. If nobody is there any more to decide, it goes on, too.
cmd_container_dumped() {
    need_guard
    need_leg "$1"
    if is_podman; then podman_pack || return 1; fi
    image_sizes | put "$LEG_DIR/held"
    echo 0 >"$LEG_DIR/dump.rc"
    OP=freeze
    op_read
    until [ -s "$LEG_DIR/settle" ]; do
        if ! is_alive "$O_PID" "$O_START"; then settle_failed; fi
        nap
    done
    read -r q_word <"$LEG_DIR/settle"
    [ "$q_word" = go ] && return 0
    rm -f "$LEG_DIR/held"
    return 1
}

# What CRIU writes when it has ended changes nothing in the image.
image_sizes() { (cd "$IMG" && find . -type f ! -name 'stats-*' -printf '%s %p\n' | sort -k2); }

image_is_held() { [ -e "$LEG_DIR/held" ] && image_sizes | cmp -s - "$LEG_DIR/held"; }

# The container runs here, and its network lets it.
continue_here() {
    unlock_network
    plug_in
}

# container-thaw LEG: what was frozen goes on, or it is said that its image is to be restored by operation thaw.
cmd_container_thaw() {
    need_guard
    need_leg "$1"
    settle stay
    stop_operations watch thaw
    # The engine and the watch may do this at the same time: the operation must not be forgotten that the other has begun.
    lock "$LEG_DIR/thaw.lock"
    (what_is_held)
    x_status=$?
    unlock "$LEG_DIR/thaw.lock"
    return $x_status
}

what_is_held() {
    OP=thaw
    op_load
    if [ "$O_STATE" = starting ] || [ "$O_STATE" = running ]; then echo container=held && return 0; fi
    if dumper_gone; then unpause; fi
    if runs_here; then
        continue_here
        echo container=running
    elif image_is_held; then
        rm -f "$LEG_DIR/thaw.state" "$LEG_DIR/thaw.facts" # an earlier one failed
        echo container=held
    else
        die "nothing of $(described) is held here: $(state_here)"
    fi
}

# ---- the end that it comes to, or goes on at ----

# Restores from what was received, as soon as that is complete; held until it is permitted to run.
container_restore() {
    make_network
    if [ "$(plan restore)" = waits ]; then await_image; fi
    may_restore || return 1
    container_from_image
}

# Continues from the image that is held here.
container_thaw() {
    image_is_held || { say "the image is gone, or not complete"; return 1; }
    rm -f "$LEG_DIR/staged" "$LEG_DIR/holder" "$LEG_DIR/copy"
    echo "go $EPOCH" | put "$LEG_DIR/permit"
    make_network
    container_from_image
}

container_from_image() {
    rm -f "$LEG_DIR/plugged"
    (plug_in && : >"$LEG_DIR/plugged") & # it has to be in only when the sockets are there
    fact restoring
    echo "$IMG" >"$LEG_DIR/from"
    # A unit's container is restored by its own unit, so that systemd looks after it as if it had started it.
    if [ -n "$(plan unit)" ] && uses_systemd; then
        systemctl reset-failed -- "$(plan unit)" 2>/dev/null
        systemctl start -- "$(plan unit)"
    else
        container_call
    fi
    f_status=$?
    wait # for the cable
    fact restored
    rmdir "$(beside)" 2>/dev/null
    if [ $f_status -ne 0 ]; then
        tail -n 3 "$IMAGES/restore.out" >&2
        unplug
        return 1
    fi
    unlock_network
    announce # for those who missed it
    rm -rf "$IMG" # used up: its room may be needed for the way back
}

container_call() {
    (
        case $(plan runtime) in
            podman) podman_restore ;;
            tree) tree_restore ;;
            *) beside_cgroup && runtime_call restore restore --detach --bundle "$(plan bundle)" --pid-file "$IMAGES/root.pid" ;;
        esac
    ) >"$IMAGES/restore.out" 2>&1
}

cgroup_dir() { echo "/sys/fs/cgroup$(plan cgroup)"; }
beside() { echo "$(dirname "$(cgroup_dir)")/relocation-$LEG"; }

# runc makes the cgroup of a container, unless the bundle names one, beside the one that it is called from.
beside_cgroup() {
    [ "$(plan runtime)" = runc ] && [ -n "$(plan cgroup)" ] && [ -e /sys/fs/cgroup/cgroup.controllers ] || return 0
    mkdir -p "$(beside)" && sh -c 'echo $PPID' >"$(beside)/cgroup.procs" || die "cannot use cgroup $(beside)"
}

# container-restored LEG: CRIU calls this when everything is restored and nothing runs yet.
cmd_container_restored() {
    need_guard
    need_leg "$1"
    put_into_cgroup
    await 10000 [ -e "$LEG_DIR/plugged" ] || die "device $(plan device) could not be plugged in"
    act "$(plan resume)" || return 1
    if [ -e "$LEG_DIR/held" ]; then mv "$LEG_DIR/held" "$LEG_DIR/thawed"; fi
}

# Where CRIU cannot restore cgroups, the container gets back into its own here.
put_into_cgroup() {
    [ "$(plan place)" = yes ] && [ -e /sys/fs/cgroup/cgroup.controllers ] || return 0
    c_dir=$(cgroup_dir)
    mkdir -p "$c_dir" || die "cannot make cgroup $c_dir"
    plan limit | while IFS=' ' read -r c_file c_value; do
        { echo "$c_value" >"$c_dir/$c_file"; } 2>/dev/null || say "cgroup $c_dir takes no $c_file"
    done
    tree_of "$CRTOOLS_INIT_PID" | while read -r c_pid _; do
        echo "$c_pid" >"$c_dir/cgroup.procs" || exit 1
    done || die "cannot put the container into cgroup $c_dir"
}
