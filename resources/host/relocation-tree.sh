#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: process trees that keep their connections. They live in a network namespace whose address
# moves along, and move as containers do (relocation-container.sh), but CRIU is called here and not by a runtime: what is
# held is an image, for frozen processes that go on have lost their connections.
#
# Keys of the plan: those of relocation-container.sh with runtime=tree, and exe and pidfile.

is_tree() { [ "$(plan runtime)" = tree ]; }

# The root that was looked at, or the one that was restored here.
tree_state() {
    for q_known in "$(plan root)" "$(head -n 1 "$LEG_DIR/copy" 2>/dev/null | cut -d' ' -f1,2)"; do
        if [ -n "$q_known" ] && is_alive "${q_known% *}" "${q_known#* }"; then echo "running $q_known" && return 0; fi
    done
    echo none
}

# Whether anybody is in the network namespace.
netns_in_use() {
    q_inode=$(stat -L -c %i "$(plan netns)" 2>/dev/null) || return 1
    [ -n "$(find /proc/[0-9]*/ns/net -lname "net:\[$q_inode\]" -print -quit 2>/dev/null)" ]
}

# What CRIU is told both times. The namespace is there on both hosts: CRIU neither saves nor makes it.
tree_criu() {
    r_conf=$1
    shift
    for r_option in $(plan option); do set -- "$@" "$r_option"; done
    CRIU_CONFIG_FILE=$LEG_DIR/$r_conf.conf criu "$@" --no-default-config -D "$IMG" --manage-cgroups=ignore --ext-unix-sk -v4
}

tree_dump() {
    note_journal
    set -- --external "net[$(stat -L -c %i "$(plan netns)")]:relocation"
    while read -r _ r_inode; do set -- "$@" --external "unix[$r_inode]"; done <"$IMG/relocation.journal"
    cp "$LEG_DIR/tree" "$IMG/relocation.tree"
    tree_criu dump dump -t "$ROOT" "$@" -o "$IMAGES/dump.log" </dev/null
}

tree_restore() {
    rm -f "$IMAGES/root.pid"
    set -- --inherit-fd "fd[9]:relocation"
    while read -r r_fd r_inode; do set -- "$@" --inherit-fd "fd[$r_fd]:socket:[$r_inode]"; done <"$IMG/relocation.journal"
    tree_criu restore restore -d "$@" --pidfile "$IMAGES/root.pid" -o "$IMAGES/restore.log" 9<"$(plan netns)"
}

# What is left of it here, also of a CRIU that died.
tree_destroy() {
    half_restored >"$LEG_DIR/half"
    destroy "$LEG_DIR/half"
}

# tree-observe KIND VALUE: what every leg of this attempt shows on this host, and who else could be the workload.
cmd_tree_observe() {
    observe_legs
    observe_others "$1" "$2"
}
