#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: containers of Podman. Podman keeps the books and calls the OCI runtime. For single commands a
# script of the leg is put between the two, by a configuration for that command only: it points the runtime to the leg's
# images and to its configuration of CRIU. Nothing of this stays.
#
# Podman writes the archive of a checkpoint when the container has ended: too late to be sent while the original can still
# go on. So it is asked for the archive before the freeze, with a checkpoint that does nothing: that holds what Podman has to
# know about the container. What the container has written to its own layer and to /dev/shm is packed while it is frozen.
#
# While Podman is at work it locks the container: "podman inspect" would wait, so the OCI runtime is asked.
#
# Keys of the plan: oci (name of the OCI runtime), id, image (its id), restart (policy of Podman's own), volume (name of a named volume).
# In the leg's directory:
#   podman.conf podman.sh    what is between Podman and the runtime, for these commands only
#   podman.look              a checkpoint does nothing
#   podman.import            a restore puts the layer in place
#   podman.volumes           named volumes that were made for the container

is_podman() { [ "$(plan runtime)" = podman ]; }

# Podman hands the name of this configuration on to its monitor, for as long as the container runs: there it is empty.
podman_with() { CONTAINERS_CONF_OVERRIDE=/dev/stdin podman container "$@" <"$LEG_DIR/podman.conf"; }

podman_open() {
    is_name "$(plan oci)" && command -v "$(plan oci)" >/dev/null || wrong "the OCI runtime '$(plan oci)' is not here"
    put "$LEG_DIR/podman.sh" <<SH
#!/bin/sh
case " \$* " in
    *' --help '*) ;;
    *' checkpoint '* | *' restore '*) exec /bin/sh $SCRIPT $STATE $WORKLOAD $RUN $ATTEMPT $EPOCH podman-runtime $LEG "\$@" ;;
esac
exec $(command -v "$(plan oci)") "\$@"
SH
    chmod 700 "$LEG_DIR/podman.sh"
    printf '[engine.runtimes]\n%s = ["%s"]\n' "$(plan oci)" "$LEG_DIR/podman.sh" | put "$LEG_DIR/podman.conf"
    if [ -n "$(plan root)" ]; then podman_ask; fi
}

# At the end that it leaves: nothing of Podman's own may start it again, and Podman tells what the other end has to know.
podman_ask() {
    if has_restart_policy; then
        podman update --restart=no "$(plan name)" >/dev/null || die "podman update --restart=no fails"
    fi
    podman container inspect --format '{{.GraphDriver.Data.UpperDir}}' "$(plan name)" | put "$LEG_DIR/podman.layer"
    podman container inspect --format '{{.GraphDriver.Data.MergedDir}}' "$(plan name)" | put "$LEG_DIR/podman.root"
    : >"$LEG_DIR/podman.look"
    podman_with checkpoint --leave-running --ignore-rootfs --ignore-volumes --compress none \
        --export "$IMAGES/podman.tar" "$(plan name)" >"$IMAGES/podman.out" 2>&1
    a_status=$?
    rm -f "$LEG_DIR/podman.look"
    rm -rf "$(plan bundle)/checkpoint" "$(plan bundle)/devshm-checkpoint.tar"
    [ $a_status -eq 0 ] || die "Podman does not tell what it knows: $(tail -n 3 "$IMAGES/podman.out" | tr '\n' ' ')"
}

has_restart_policy() { case $(plan restart) in '' | no) return 1 ;; esac }

# container-adopt LEG: the container is at home here: Podman may start it again as before.
cmd_container_adopt() {
    need_guard
    need_leg "$1"
    is_podman && has_restart_policy || return 0
    podman update --restart="$(plan restart)" "$(plan name)" >/dev/null || die "podman update --restart=$(plan restart) fails"
}

podman_checkpoint() {
    podman_with checkpoint "$(plan name)"
    a_status=$?
    # The container goes on: Podman must not find the traces of a checkpoint later.
    [ $a_status -eq 0 ] || rm -rf "$(plan bundle)/checkpoint"
    return $a_status
}

podman_restore() {
    podman_go_on && podman_place_monitor
}

podman_go_on() {
    rm -f "$LEG_DIR/podman.import"
    if podman container exists "$(plan name)"; then
        podman_with restore "$(plan name)"
        return
    fi
    podman image exists "$(plan image)" || die "the image with the id $(plan image) is not on this host" # no time to fetch it now
    : >"$LEG_DIR/podman.import"
    plan volume | while IFS= read -r a_volume; do
        podman volume exists "$a_volume" || echo "$a_volume" >>"$LEG_DIR/podman.volumes"
    done
    podman_with restore --import "$IMG/podman.tar" --ignore-rootfs --ignore-volumes
}

# Podman's monitor does not stay among the processes of the operation that started it: that ends.
podman_place_monitor() {
    case $(sed -n 's/^0:://p' /proc/self/cgroup) in */relocation-*) ;; *) return 0 ;; esac
    read -r a_monitor <"$(podman container inspect --format '{{.ConmonPidFile}}' "$(plan name)")"
    if grep -q '^0::.*/relocation-' "/proc/$a_monitor/cgroup"; then
        a_group=$(dirname "$(cgroup_dir)")/conmon
        mkdir -p "$a_group" && echo "$a_monitor" >"$a_group/cgroup.procs"
    fi
}

# podman-runtime LEG ARGUMENT...: what Podman calls in place of the OCI runtime's checkpoint and restore.
cmd_podman_runtime() {
    need_guard
    need_leg "$1"
    shift
    a_word='' a_last='' a_asked='' a_bundle=''
    for a_each in "$@"; do
        shift
        case $a_last in
            --image-path) a_asked=$a_each a_each=$IMG ;;
            --work-path) a_each=$IMAGES ;;
            --bundle) a_bundle=$a_each ;;
        esac
        set -- "$@" "$a_each"
        a_last=$a_each
        case $a_each in
            checkpoint | restore)
                a_word=$a_each
                for a_option in $(plan option); do set -- "$@" "$a_option"; done
                ;;
        esac
    done
    if [ "$a_word" = checkpoint ]; then
        # Podman restores only where it finds this file.
        mkdir -p "$a_asked" && : >"$a_asked/inventory.img"
        if [ -e "$LEG_DIR/podman.look" ]; then return 0; fi
        a_conf=dump
    else
        if [ -e "$LEG_DIR/podman.import" ]; then podman_unpack "$a_bundle"; fi
        a_conf=restore
    fi
    CRIU_CONFIG_FILE=$LEG_DIR/$a_conf.conf exec "$(command -v "$(plan oci)")" "$@"
}

# While it is frozen: what it wrote to its layer, /dev/shm, and what the directories of that layer hold, as it sees them.
podman_pack() {
    read -r a_layer <"$LEG_DIR/podman.layer" && read -r a_root <"$LEG_DIR/podman.root" && cp "$IMAGES/podman.tar" "$IMG/" &&
        (cd "$a_layer" && find . -mindepth 1 ! -type c ! -type s -print0) |
        tar -C "$a_layer" -cf "$IMG/podman-layer.tar" --null --no-recursion --verbatim-files-from --numeric-owner \
            --xattrs --xattrs-include='user.*' --xattrs-include=security.capability -T - &&
        tar -C "$(plan bundle)/shm" --numeric-owner -cf "$IMG/podman-shm.tar" . &&
        (cd "$a_layer" && find . -type d) >"$IMG/podman-directories" &&
        (cd "$a_root" && xargs -r -d '\n' -I '{}' find '{}' -mindepth 1 -maxdepth 1) <"$IMG/podman-directories" | sort >"$IMG/podman-names"
}

# What the image has and the container had removed goes; what it wrote comes. podman_unpack BUNDLE
podman_unpack() {
    a_root=$(sed -n 's/.*"root":{"path":"\([^"]*\)".*/\1/p' "$1/config.json")
    is_path "$a_root" && [ -d "$a_root" ] || die "the container's root file system is not in $1/config.json"
    tar -C "$a_root" -xpf "$IMG/podman-layer.tar" --numeric-owner --xattrs --xattrs-include='*' &&
        tar -C "$1/shm" -xpf "$IMG/podman-shm.tar" --numeric-owner || die "the container's layer cannot be unpacked"
    cd "$a_root" || die "cannot enter $a_root"
    xargs -r -d '\n' -I '{}' find '{}' -mindepth 1 -maxdepth 1 <"$IMG/podman-directories" | sort |
        comm -23 - "$IMG/podman-names" | xargs -r -d '\n' rm -rf --one-file-system --
    cd /
}

# The container is not there any more, whatever it was; with "undo" volumes that were made for it go, too.
podman_remove() { podman rm --force --time 0 "$(plan name)" >/dev/null 2>&1; }

podman_undo_volumes() {
    [ -e "$LEG_DIR/podman.volumes" ] || return 0
    while IFS= read -r a_volume; do podman volume rm "$a_volume" >/dev/null 2>&1; done <"$LEG_DIR/podman.volumes"
    rm -f "$LEG_DIR/podman.volumes"
}
