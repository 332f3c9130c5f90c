#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: the key of a leg, who lets it in, and how the target is reached with it.

# key-make LEG: makes the leg's own key and prints its public half.
cmd_key_make() {
    need_guard
    need_leg "$1"
    make_key
}

make_key() {
    if [ ! -s "$LEG_DIR/key.pub" ]; then
        rm -f "$LEG_DIR/key"
        ssh-keygen -q -t ed25519 -N '' -C "relocation:$LEG" -f "$LEG_DIR/key" </dev/null || die "ssh-keygen failed"
    fi
    cat "$LEG_DIR/key.pub"
}

# Sets KEYS, the file of keys that may log in as a user, whatever it is a link to.
keys_of() {
    IFS=: read -r _ _ _ _ _ e_home _ <<LINE
$(getent passwd "$1")
LINE
    [ -d "$e_home" ] || die "user $1 has no home directory"
    KEYS=$e_home/.ssh/authorized_keys
    if [ -L "$KEYS" ]; then KEYS=$(readlink -f "$KEYS") || KEYS=$e_home/.ssh/authorized_keys; fi
}

# key-allow LEG USER none|sudo [COMPRESSION [TO FROM [AHEAD]]]: the key on standard input may do nothing but deliver this leg; the
# rest says how memory travels.
cmd_key_allow() {
    need_guard
    need_leg "$1"
    put_wire "${4:-none}" "${5:-}" "${6:-}" "${7:-}"
    a_sudo=
    if [ "$3" = sudo ]; then a_sudo='sudo -n '; fi
    add_key "$2" "restrict,command=\"$a_sudo/bin/sh $SCRIPT $STATE $WORKLOAD $RUN $ATTEMPT $EPOCH receive $LEG \\\"\$SSH_ORIGINAL_COMMAND\\\"\""
}

# add_key USER OPTIONS: lets the key on standard input log in as a user.
add_key() {
    keys_of "$1"
    read -r k_type k_key _
    [ -d "${KEYS%/*}" ] || install -d -m 700 -o "$1" "${KEYS%/*}" || die "cannot make ${KEYS%/*}"
    lock "$STATE/keys.lock"
    {
        other_keys
        printf '%s\n' "$2 $k_type $k_key relocation:$LEG"
    } | put_keys "$1"
    unlock "$STATE/keys.lock"
}

other_keys() { awk -v tag=" relocation:$LEG" 'substr($0, length($0) - length(tag) + 1) != tag' "$KEYS" 2>/dev/null; }

put_keys() {
    cat >"$KEYS.relocation" || die "cannot write $KEYS.relocation"
    if [ -e "$KEYS" ]; then
        chown --reference="$KEYS" "$KEYS.relocation" && chmod --reference="$KEYS" "$KEYS.relocation"
    else
        chown "$1:" "$KEYS.relocation" && chmod 600 "$KEYS.relocation"
    fi && flush "$KEYS.relocation" && mv "$KEYS.relocation" "$KEYS" || die "cannot replace $KEYS"
}

# key-drop LEG USER
cmd_key_drop() {
    if guard_load && ! guard_is_ours; then guard_refuse; fi
    use_leg "$1"
    drop_key "$2"
}

drop_key() {
    keys_of "$1"
    grep -qsF -e " relocation:$LEG" "$KEYS" || return 0
    lock "$STATE/keys.lock"
    other_keys | put_keys "$1"
    [ -s "$KEYS" ] || rm -f "$KEYS"
    unlock "$STATE/keys.lock"
}

# link LEG ADDRESS PORT USER [COMPRESSION [TO FROM [AHEAD]]]: how this host reaches the target; its pinned keys are on standard
# input. The rest says how memory travels.
cmd_link() {
    need_guard
    need_leg "$1"
    put_wire "${5:-none}" "${6:-}" "${7:-}" "${8:-}"
    put_ssh_conf "$2" "$3" "$4"
}

# put_ssh_conf ADDRESS PORT USER
put_ssh_conf() {
    f_known=
    while IFS= read -r f_key; do f_known="$f_known${f_known:+$LF}relocation-target $f_key"; done
    put_text "$LEG_DIR/known_hosts" "$f_known"
    put "$LEG_DIR/ssh.conf" <<CONF
Host relocation-target
    HostName $1
    Port $2
    User $3
    HostKeyAlias relocation-target
    IdentityFile $LEG_DIR/key
    IdentitiesOnly yes
    UserKnownHostsFile $LEG_DIR/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    UpdateHostKeys no
    BatchMode yes
    PreferredAuthentications publickey
    Ciphers ^aes128-gcm@openssh.com
    Compression no
    ControlPath none
    ForwardAgent no
    ForwardX11 no
    RequestTTY no
    ConnectTimeout 10
    ServerAliveInterval 5
    ServerAliveCountMax 3
    LogLevel ERROR
CONF
}
