#!/bin/sh
# shellcheck disable=SC2029,SC2086,SC2016 # PODMAN and SSH are lists of words, and are meant as they are on this side
# SPDX-License-Identifier: MIT
#
# podman.sh setup                      gets this host ready: storage in tmpfs, the runtime
# podman.sh build TARGET               makes an image with Python, here and, the same one, on TARGET
# podman.sh run NAME ARGUMENT...       starts dirty.py in a container
# podman.sh remove NAME
# podman.sh move METHOD NAME TARGET    checkpoint --export, scp, restore --import; METHOD is podman-none or podman-zstd
#
# Storage, exported archives and images are in tmpfs. The container has the host's network, no address that would have to
# move, and its log and pid file in a mounted directory. Image and runtime are the same on both hosts. The source's container is
# removed after the restore, not before it.
set -eu
HERE=${0%/*}
MASTER=/run/hand-ssh-
PODMAN="podman --runtime $HERE/crun-ignore"
export LC_ALL=C

setup() {
    mkdir -p /var/lib/containers /etc/containers "$HERE/image"
    grep -q ' /var/lib/containers ' /proc/mounts || mount -t tmpfs tmpfs /var/lib/containers
    # CRIU must not look for the machine's cgroup v1 hierarchies, which these hosts cannot see.
    cat >"$HERE/crun-ignore" <<'WRAP'
#!/bin/sh
for word in "$@"; do
    shift
    set -- "$@" "$word"
    case $word in checkpoint | restore) set -- "$@" --manage-cgroups-mode=ignore ;; esac
done
exec /usr/bin/crun "$@"
WRAP
    chmod 755 "$HERE/crun-ignore"
    printf '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "none"\nruntime = "crun"\n[containers]\nlog_driver = "none"\n' >/etc/containers/containers.conf
    printf '[storage]\ndriver = "overlay"\nrunroot = "/run/containers/storage"\ngraphroot = "/var/lib/containers/storage"\n' >/etc/containers/storage.conf
    printf '{"default": [{"type": "insecureAcceptAnything"}]}\n' >/etc/containers/policy.json
}

# The host's own Python, so that both kinds of processes run the same program.
build() {
    root=$HERE/image
    python=$(readlink -f /usr/bin/python3)
    mkdir -p "$root/usr/bin" "$root/usr/local/bin" "$root/usr/lib" "$root/lib64" "$root/tmp"
    ln -sfn usr/lib "$root/lib"
    cp "$python" "$root/usr/bin/python3"
    cp /usr/local/bin/dirty.py "$root/usr/local/bin/"
    cp -a "/usr/lib/python3.${python##*3.}" "$root/usr/lib/"
    ldd "$python" | grep -o '/[^ ]*' | while read -r library; do
        mkdir -p "$root${library%/*}"
        cp -L "$library" "$root$library"
    done
    tar -C "$root" -cf - . | $PODMAN import - bench >/dev/null
    $PODMAN save --format oci-archive bench | ssh -F "$HERE/ssh.conf" "$1" "$PODMAN load -q >/dev/null"
}

move() {
    SSH="-F $HERE/ssh.conf -o ControlPath=$MASTER$3"
    file=/run/relocation/$2.tar
    compress=${1#podman-}
    ssh $SSH -O check "$3" 2>/dev/null || ssh $SSH -M -f -N -o ControlPersist=yes "$3" </dev/null >/dev/null 2>&1
    ssh $SSH "$3" "$PODMAN rm -f -t 0 $2 >/dev/null 2>&1; rm -f $file" || true
    $PODMAN container checkpoint --export="$file" --compress="$compress" --file-locks "$2" >/dev/null
    scp -q $SSH "$file" "$3:$file"
    # The files in the mounted directory are not in the archive.
    tar -C / -cf - -T "$HERE/$2.files" | ssh $SSH "$3" "tar -C / -xf - && $PODMAN container restore --import=$file --file-locks >/dev/null && rm -f $file"
    $PODMAN rm -f -t 0 "$2" >/dev/null
    rm -f "$file"
}

case $1 in
    setup) setup ;;
    build) build "$2" ;;
    run)
        name=$2
        shift 2
        $PODMAN run -d --name "$name" --network host --pids-limit 0 --security-opt seccomp=unconfined -v /var/lib/bench:/var/lib/bench bench /usr/bin/python3 /usr/local/bin/dirty.py "$@" </dev/null >/dev/null
        ;;
    remove) $PODMAN rm -f -t 0 "$2" >/dev/null 2>&1 || true ;;
    move) shift; move "$@" ;;
    *) echo "podman.sh: no command $1" >&2; exit 2 ;;
esac
