#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: directories that a container has of its own, volumes and writable parts of its root file
# system. On the target they are made equal, directory by directory: what is there and not on the source goes, but comes
# back when the move is undone.

# Copies them while the container runs.
volumes_bulk() {
    list_data
    data_files >"$LEG_DIR/data.bulk.new"
    pack_tree
    read -r ROOT _ <<LINE
$(plan root)
LINE
    if [ -n "$(plan data)" ] || copies_ahead; then send_by send_volumes || return 1; fi
    settle_warm
    mv "$LEG_DIR/data.bulk.new" "$LEG_DIR/data.bulk"
}

send_volumes() {
    wait_for_target || return 1
    if [ -n "$(plan data)" ]; then send_copies; fi
    send_warm && echo end
}

send_copies() {
    date +%s >"$LEG_DIR/data.began"
    sed 's/^/0\t/' "$LEG_DIR/data.bulk.new" >"$LEG_DIR/data.list"
    send_tree
    send_data
    send_file names "$IMAGES/names"
}

# Finds everything but files, whose owners and modes travel with their content, and all names. Sockets are not copied:
# who made them makes them again.
pack_tree() {
    plan data | while IFS= read -r b_path; do find "$b_path" ! -type s -printf '%y\t%p\n' 2>/dev/null; done >"$IMAGES/tree.list"
    cut -f2- "$IMAGES/tree.list" | sort -u >"$IMAGES/names"
    sed -n 's/^[^f]\t//p' "$IMAGES/tree.list" | tar -cPf "$IMAGES/tree.tar" --no-recursion --verbatim-files-from -T -
}

send_tree() { send_file tree "$IMAGES/tree.tar"; }

receive_tree() {
    : >"$IMAGES/tree.tar"
    take_into "$IMAGES/tree.tar" "$1" "$1"
    tar -tPf "$IMAGES/tree.tar" --quoting-style=literal | while IFS= read -r v_path; do
        case $v_path in */) v_kind=dir ;; *) v_kind=new ;; esac
        v_path=${v_path%/}
        if [ ! -e "$v_path" ] && [ ! -L "$v_path" ]; then note $v_kind "$v_path"; fi
    done
    tar -xPpf "$IMAGES/tree.tar" --same-owner || die "directories and links cannot be made"
    rm -f "$IMAGES/tree.tar"
}

# What a path was before, for the way back.
note() {
    make_parents "${2%/*}"
    if grep -qF -e "$TAB$2$TAB" "$LEG_DIR/undo/list" 2>/dev/null; then return 0; fi
    printf '%s\t%s\t\n' "$1" "$2" >>"$LEG_DIR/undo/list"
}

# What is below the data directories and was not named goes, files first.
receive_names() {
    take "$1" >"$IMAGES/names"
    plan data | while IFS= read -r v_path; do
        find "$v_path" -mindepth 1 ! -name ".relocation-*" 2>/dev/null
    done | sort -u | comm -23 - "$IMAGES/names" | sort -r | while IFS= read -r v_path; do
        if [ -d "$v_path" ] && [ ! -L "$v_path" ]; then
            v_was=$(stat -c 'was:%a:%u:%g' "$v_path")
            if rmdir "$v_path" 2>/dev/null; then note "$v_was" "$v_path"; fi
        else
            remove_data "$v_path"
        fi
    done
}
