# SPDX-License-Identifier: MIT
"""Plain TCP between two hosts. What travels is not encrypted, but neither end takes part with anybody else.

    listen ADDRESS PEER SECONDS PROGRAM...  runs PROGRAM with standard input from a connection
    connect REPLY ADDRESS LOCAL PROGRAM...  runs PROGRAM with standard output to a connection
    sink                                    a PROGRAM for measuring: reads everything, then closes
    fill BYTES                              a PROGRAM for measuring: writes for a short time, then says how much

The listener prints "plain PORT TOKEN" and accepts one connection that comes from PEER and begins with TOKEN, 32 random
bytes of this one use; others are closed. The line gets to the other end over SSH, where it waits in the file REPLY. Both
give up in time.
"""
import fcntl
import os
import random
import select
import signal
import socket
import sys
import time

# The range that firewalls are usually open for where virtual machines migrate.
PORTS = range(49152, 49216)
PATIENCE = 30.0
TOKEN_WITHIN = 5.0
TOKEN_BYTES = 32
FILL_SECONDS = 0.4
PIPE_SIZE = 1 << 20
F_SETPIPE_SZ = 1031


def socket_at(address):
    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return made


def same_address(one, other):
    family = socket.AF_INET6 if ":" in other else socket.AF_INET
    try:
        return socket.inet_pton(family, one) == socket.inet_pton(family, other)
    except OSError:
        return False


def watch(connection):
    """A peer that does not answer any more ends the connection within 15 seconds."""
    connection.settimeout(None)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for name, value in (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", 15000)):
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def bound(address):
    failure = "no port"
    for port in random.sample(PORTS, len(PORTS)):
        server = socket_at(address)
        try:
            server.bind((address, port))
            return server
        except OSError as e:
            failure = e
            server.close()
    sys.exit("cannot listen on %s, ports %d to %d: %s" % (address, PORTS[0], PORTS[-1], failure))


def knows(connection, token, give_up):
    """Whether a connection begins with the token. Reads nothing behind it."""
    seen = b""
    end = min(give_up, time.monotonic() + TOKEN_WITHIN)
    try:
        while len(seen) < len(token):
            left = end - time.monotonic()
            if left <= 0:
                return False
            connection.settimeout(left)
            part = connection.recv(len(token) - len(seen))
            if not part:
                return False
            seen += part
    except OSError:
        return False
    different = 0
    for a, b in zip(seen, token):
        different |= a ^ b
    return different == 0


def accepted(server, peer, token, patience):
    give_up = time.monotonic() + patience
    refused = ""
    while True:
        left = give_up - time.monotonic()
        if left <= 0 or not select.select([server], [], [], left)[0]:
            sys.exit("nobody connected from %s within %d s%s" % (peer, patience, refused))
        connection, seen = server.accept()
        if not same_address(seen[0], peer):
            refused = "; refused a connection from %s" % seen[0]
        elif not knows(connection, token, give_up):
            refused = "; refused a connection from %s without the right token" % seen[0]
        else:
            return connection
        connection.close()


def run(program):
    # Python ignores this signal, and what it runs would too.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execvp(program[0], program)


def listen(address, peer, seconds, *program):
    server = bound(address)
    server.listen(4)
    token = os.urandom(TOKEN_BYTES)
    print("plain %d %s" % (server.getsockname()[1], token.hex()), flush=True)
    connection = accepted(server, peer, token, int(seconds))
    server.close()
    watch(connection)
    os.dup2(connection.fileno(), 0)
    run(program)


def answer(path):
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        try:
            with open(path) as reply:
                for line in reply:
                    words = line.split()
                    if line.endswith("\n") and len(words) == 3 and words[0] == "plain":
                        return int(words[1]), bytes.fromhex(words[2])
        except FileNotFoundError:
            pass
        time.sleep(0.01)
    sys.exit("the target did not say where to connect to within %d s" % PATIENCE)


def widen(descriptor):
    """A pipe that holds more lets both of its ends work longer before they have to wait for each other."""
    try:
        fcntl.fcntl(descriptor, F_SETPIPE_SZ, PIPE_SIZE)
    except OSError:
        pass  # no pipe, or more than this host allows


def connect(reply, address, local, *program):
    port, token = answer(reply)
    connection = socket_at(address)
    try:
        connection.bind((local, 0))
        connection.settimeout(10)
        connection.connect((address, port))
        connection.sendall(token)
    except OSError as e:
        sys.exit("cannot connect from %s to %s port %d: %s" % (local, address, port, e))
    watch(connection)
    widen(0)
    os.dup2(connection.fileno(), 1)
    run(program)


def sink():
    end = time.monotonic() + 10
    while select.select([0], [], [], max(0, end - time.monotonic()))[0] and os.read(0, 1 << 18):
        pass


def fill(most):
    """The other end closes when it has everything: that is waited for, so that buffers do not count as sent."""
    block = os.urandom(1 << 18)
    connection = socket.socket(fileno=os.dup(1))
    connection.settimeout(10)
    begin = time.monotonic()
    sent = 0
    while sent < int(most) and time.monotonic() - begin < FILL_SECONDS:
        connection.sendall(block)
        sent += len(block)
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)
    print("bytes=%d\nmillis=%d" % (sent, max(1, (time.monotonic() - begin) * 1000)), file=sys.stderr)


if __name__ == "__main__":
    {"listen": listen, "connect": connect, "sink": sink, "fill": fill}[sys.argv[1]](*sys.argv[2:])
