#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: keeps systemd from starting a workload, and has it look after a restored one.

uses_systemd() {
    { read -r e_init </proc/1/comm; } 2>/dev/null
    [ "${e_init:-}" = systemd ] && command -v systemctl >/dev/null
}

unit_value() { systemctl show -p "$2" --value -- "$1"; }

hold_file() { echo "/etc/systemd/system/$1.d/50-relocation.conf"; }
arrival_file() { echo "/run/systemd/system/$1.d/60-relocation.conf"; }

# unit-hold LEG UNIT [frozen]: nothing may start or restart the unit here, also after a reboot. While the processes are
# frozen, stopping the unit must kill them: systemd would otherwise continue them to let them end by themselves.
cmd_unit_hold() {
    need_guard
    need_leg "$1"
    uses_systemd || return 0
    if [ ! -e "$LEG_DIR/unit" ]; then echo "enabled=$(unit_value "$2" UnitFileState)" | put "$LEG_DIR/unit"; fi
    mkdir -p "$STATE/held" "/etc/systemd/system/$2.d"
    echo "$LEG" | put "$STATE/held/$WORKLOAD"
    put "$(hold_file "$2")" <<CONF
# Written by the workload relocation; removed when run $RUN is settled.
[Unit]
ConditionPathExists=!$STATE/held/$WORKLOAD
OnFailure=
FailureAction=none
[Service]
Restart=no
ExecStop=
ExecStopPost=
${3:+KillSignal=SIGKILL}
CONF
    chmod 755 "/etc/systemd/system/$2.d" && chmod 644 "$(hold_file "$2")"
    systemctl daemon-reload || die "systemctl daemon-reload failed"
    [ "$(unit_value "$2" Restart)" = no ] || die "unit $2 still says Restart=$(unit_value "$2" Restart)"
}

# unit-before LEG: how the unit was started at boot before the hold.
cmd_unit_before() {
    use_leg "$1"
    cat "$LEG_DIR/unit" 2>/dev/null || echo "enabled="
}

# unit-arrive LEG UNIT: the next start of the unit restores the workload instead.
cmd_unit_arrive() {
    need_guard
    need_leg "$1"
    uses_systemd || return 0
    mkdir -p "/run/systemd/system/$2.d"
    put "$(arrival_file "$2")" <<CONF
# Written by the workload relocation; removed when run $RUN is settled.
[Unit]
ConditionPathExists=
[Service]
Type=forking
PIDFile=$IMAGES/root.pid
ExecCondition=
ExecStartPre=
ExecStart=
ExecStart=+/bin/sh $SCRIPT $STATE $WORKLOAD $RUN $ATTEMPT $EPOCH unit-restore $LEG
ExecStartPost=
SyslogIdentifier=${2%.service}
TimeoutStartSec=infinity
CONF
    chmod 755 "/run/systemd/system/$2.d" && chmod 644 "$(arrival_file "$2")"
    systemctl daemon-reload || die "systemctl daemon-reload failed"
}

# unit-free LEG UNIT [enable|disable|home]: the unit is what its own files say again, and is started at boot or not. At home,
# where the workload was not moved from, it is started if this host has started meanwhile and was kept from starting it.
cmd_unit_free() {
    need_guard
    use_leg "$1"
    uses_systemd || return 0
    # First: a host that loses its power between the two must not start what was given up there.
    case ${3:-} in
        enable) systemctl --quiet enable -- "$2" || die "systemctl enable $2 failed" ;;
        disable) systemctl --quiet disable -- "$2" || die "systemctl disable $2 failed" ;;
    esac
    rm -f "$(hold_file "$2")" "$(arrival_file "$2")"
    rmdir "/etc/systemd/system/$2.d" "/run/systemd/system/$2.d" 2>/dev/null
    rm -f "$STATE/held/$WORKLOAD"
    systemctl daemon-reload || die "systemctl daemon-reload failed"
    if [ "${3:-}" = home ] && grep -qsx enabled=enabled "$LEG_DIR/unit" && rebooted; then
        systemctl start -- "$2" || die "systemctl start $2 failed"
    fi
    echo "enabled=$(unit_value "$2" UnitFileState)"
    echo "active=$(unit_value "$2" ActiveState)"
}
