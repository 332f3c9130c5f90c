#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A process tree to be moved: a parent and two children that hold MB MiB of pseudo-random memory between them.

    setsid tree.py MB LOG [--port N] [--pidfile FILE] [--seed N] </dev/null >/dev/null 2>&1 &

Every 5 ms the parent makes both children count with it and appends "COUNTER NANOSECONDS" (CLOCK_REALTIME) to LOG.
SIGUSR1 appends "CRC COUNTER VALUE", the checksum of all memory, which never changes: it depends on MB and seed only.
On the port each connection asks one line and gets one: PING -> PONG COUNTER, SUM -> SUM VALUE, PIDS -> PIDS A B C.
The pidfile is written last: once it is there, memory is filled and the port is open.
Only modules of Debian's python3-minimal are used.
"""
import argparse
import os
import random
import select
import signal
import socket
import sys
import time
import zlib

TICK = 0.005
MIB = 1 << 20


def fill(share, mib, seed):
    """Memory that does not compress and is the same for the same seed."""
    source = random.Random(seed * 3 + share)
    return [source.randbytes(MIB) for _ in range(mib)]


def child(share, mib, seed, orders, answers):
    """Counts along ("T") and adds up its memory ("S") when the parent says so; ends with the parent."""
    memory = fill(share, mib, seed)
    os.write(answers, b"%8d" % os.getpid())
    count = 0
    while True:
        order = os.read(orders, 1)
        if not order:
            os._exit(0)
        if order == b"T":
            count += 1
            os.write(answers, b"%8d" % count)
        else:
            crc = 0
            for block in memory:
                crc = zlib.crc32(block, crc)
            os.write(answers, b"%08x" % crc)


class Child:
    """The parent's view of a child: a pipe for orders, one for answers of eight bytes each."""

    def __init__(self, share, mib, seed, inherited):
        orders_read, self.orders = os.pipe()
        self.answers, answers_write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            for fd in inherited + [self.orders, self.answers]:
                os.close(fd)
            child(share, mib, seed, orders_read, answers_write)
        os.close(orders_read)
        os.close(answers_write)
        if self.answer() != b"%8d" % self.pid:
            sys.exit("tree.py: a child did not start")

    def order(self, what):
        os.write(self.orders, what)

    def answer(self):
        return os.read(self.answers, 8)


class Sum:
    """The checksum of all memory, a block per tick, so that the heartbeat goes on meanwhile."""

    def __init__(self, memory):
        self.left = list(memory)
        self.crc = 0

    def step(self):
        if self.left:
            self.crc = zlib.crc32(self.left.pop(), self.crc)
        return not self.left


class Tree:
    def __init__(self, options):
        share = options.mb // 3
        self.log = os.open(options.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self.children = []
        for number in (1, 2):
            inherited = [self.log] + [fd for c in self.children for fd in (c.orders, c.answers)]
            self.children.append(Child(number, share, options.seed, inherited))
        self.memory = fill(0, options.mb - 2 * share, options.seed)
        self.count = 0
        self.signalled = False
        self.waiting = []
        self.clients = {}
        self.listener = listen(options.port)
        signal.signal(signal.SIGUSR1, self.on_signal)

    def on_signal(self, *_):
        self.signalled = True

    def beat(self):
        self.count += 1
        for each in self.children:
            each.order(b"T")
        for each in self.children:
            if int(each.answer()) != self.count:
                sys.exit("tree.py: a child lost count")
        os.write(self.log, b"%d %d\n" % (self.count, time.time_ns()))

    def add_up(self):
        """Checksum over the three; children work while the parent goes on ticking with its own blocks first."""
        own = Sum(self.memory)
        while not own.step():
            self.beat()
        for each in self.children:
            each.order(b"S")
        parts = [b"%08x" % own.crc] + [each.answer() for each in self.children]
        return b"%08x" % zlib.crc32(b"".join(parts))

    def serve(self, seconds):
        """Waits for the next tick; talks to whoever connects meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            watched = list(self.clients) + ([self.listener] if self.listener else [])
            for ready in select.select(watched, [], [], left)[0]:
                if ready is self.listener:
                    self.accept()
                else:
                    self.hear(ready)
        for client, (_, deadline) in list(self.clients.items()):
            if deadline < time.monotonic():
                self.close(client)

    def accept(self):
        try:
            client, _ = self.listener.accept()
        except OSError:
            return
        client.setblocking(False)
        self.clients[client] = (b"", time.monotonic() + 2)

    def hear(self, client):
        text, deadline = self.clients[client]
        try:
            more = client.recv(64)
        except OSError:
            more = b""
        text += more
        if b"\n" in text:
            self.reply(client, text.split(b"\n")[0].strip())
        elif not more or len(text) > 64:
            self.close(client)
        else:
            self.clients[client] = (text, deadline)

    def reply(self, client, line):
        if line == b"SUM":
            del self.clients[client]
            self.waiting.append(client)
            return
        pids = b" ".join(b"%d" % pid for pid in [os.getpid()] + [c.pid for c in self.children])
        answers = {b"PING": b"PONG %d" % self.count, b"PIDS": b"PIDS " + pids}
        self.say(client, answers.get(line, b"ERROR unknown"))

    def say(self, client, line):
        try:
            client.sendall(line + b"\n")
        except OSError:
            pass
        self.close(client)

    def close(self, client):
        self.clients.pop(client, None)
        client.close()

    def run(self):
        while True:
            self.beat()
            self.serve(TICK)
            if self.signalled or self.waiting:
                signalled, self.signalled = self.signalled, False
                asked, self.waiting = self.waiting, []
                crc = self.add_up()
                for client in asked:
                    self.say(client, b"SUM " + crc)
                if signalled:
                    os.write(self.log, b"CRC %d %s\n" % (self.count, crc))


def listen(port):
    if not port:
        return None
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("0.0.0.0", port))
    listener.listen(64)
    listener.setblocking(False)
    return listener


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mb", type=int)
    parser.add_argument("log")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pidfile", default="")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if os.getsid(0) != os.getpid():
        sys.exit("tree.py: start it with setsid: CRIU moves whole sessions only")
    os.closerange(3, 1024)
    tree = Tree(options)
    if options.pidfile:
        with open(options.pidfile + ".new", "w") as file:
            file.write("%d\n" % os.getpid())
        os.rename(options.pidfile + ".new", options.pidfile)
    tree.run()


main()
