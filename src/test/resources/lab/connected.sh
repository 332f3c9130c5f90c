# SPDX-License-Identifier: MIT
#
# Put behind redis-container.sh by tests of process trees: the same server without a container, in the same network namespace.

# start_process KEYS
start_process() {
    mkdir -p /srv/redis1
    cd /
    setsid nsenter --net=/run/netns/ctr1 /usr/bin/redis-server --port 6379 --bind 0.0.0.0 --protected-mode no --save "" \
        --dir /srv/redis1 --logfile /srv/redis1/log --pidfile /run/redis1.pid --daemonize no --enable-debug-command yes \
        </dev/null >/dev/null 2>&1 &
    for _ in $(seq 50); do redis-cli -h "$ADDRESS" ping >/dev/null 2>&1 && break; sleep 0.1; done
    nsenter --net=/run/netns/ctr1 arping -q -U -c1 -I eth0 "$ADDRESS"
    redis-cli -h "$ADDRESS" debug populate "$1" key 900
}

start_process_on_the_host() {
    setsid /usr/bin/redis-server --port 6379 --save "" --pidfile /run/redis1.pid </dev/null >/dev/null 2>&1 &
    for _ in $(seq 50); do [ -s /run/redis1.pid ] && break; sleep 0.1; done
}

running() { if pgrep -x redis-server >/dev/null; then echo process; fi; }
