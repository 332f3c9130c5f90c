#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A process to be moved: MB MiB of memory, half of it incompressible, of which RATE MB/s are written to again and again.

    setsid dirty.py MB RATE LOG --port N --pidfile FILE [--seed N] </dev/null >/dev/null 2>&1 &

Every 5 ms it appends "COUNTER NANOSECONDS" (CLOCK_REALTIME) to LOG: the longest distance of two lines is the time for
which nobody ran it, as it saw it itself. Over UDP, so that no connection has to move, PORT answers PING with
"PONG COUNTER" and SUM with "SUM PID COUNTER VALUE".

Each page of 4 KiB begins with the number of the last write to it; 2 KiB of the rest are random, and what remains
repeats. Pages are written to in turn, so that the number of writes says what every page must hold: VALUE is the checksum
of all that is never written to, or "damaged" when a page holds another number than it must. No page is left untouched.
Only modules of Debian's python3-minimal are used.
"""
import argparse
import os
import random
import select
import socket
import sys
import time
import zlib

TICK = 0.005
PAGE = 4096
PER_MIB = 256
WORDS = PAGE // 8
TEXT = (b"the same words again and again, as text and tables have them; " * 40)[:PAGE - 8 - 2048]


def fill(mib, seed):
    """Memory that is the same for the same seed, half of each page random."""
    memory = bytearray(mib << 20)
    source = random.Random(seed)
    for block in range(mib):
        noise = source.randbytes(PER_MIB * 2048)
        pages = [b"\0" * 8 + noise[at:at + 2048] + TEXT for at in range(0, len(noise), 2048)]
        memory[block << 20:(block + 1) << 20] = b"".join(pages)
    return memory


class Memory:
    def __init__(self, mib, rate, seed):
        self.bytes = fill(mib, seed)
        self.words = memoryview(self.bytes).cast("Q")
        self.pages = mib * PER_MIB
        self.rate = rate * 1e6 / PAGE
        self.writes = 0
        self.owed = 0.0

    def dirty(self, seconds):
        """Writes to as many pages as are due. What was missed while nobody ran it is not made up for."""
        self.owed += self.rate * min(seconds, 4 * TICK)
        words, pages, write = self.words, self.pages, self.writes
        for write in range(self.writes, self.writes + int(self.owed)):
            words[write % pages * WORDS] = write + 1
        if self.owed >= 1:
            self.writes = write + 1
            self.owed -= int(self.owed)

    def must_hold(self, page):
        """Number of the last write to a page, counted from 1; 0: never written to."""
        rounds, rest = divmod(self.writes, self.pages)
        last = rounds if page < rest else rounds - 1
        return last * self.pages + page + 1 if last >= 0 else 0

    def sum(self):
        view = memoryview(self.bytes)
        crc = 0
        for page in range(self.pages):
            if self.words[page * WORDS] != self.must_hold(page):
                return b"damaged"
            at = page * PAGE
            crc = zlib.crc32(view[at + 8:at + PAGE], crc)
        return b"%08x" % crc


def serve(server, seconds, count, memory):
    """Waits for the next tick; answers meanwhile."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if not select.select([server], [], [], left)[0]:
            return
        try:
            word, sender = server.recvfrom(64)
            if word.strip() == b"SUM":
                server.sendto(b"SUM %d %d %s" % (os.getpid(), count, memory.sum()), sender)
            else:
                server.sendto(b"PONG %d" % count, sender)
        except OSError:
            pass


def run(log, server, memory):
    count = 0
    before = time.monotonic()
    while True:
        count += 1
        os.write(log, b"%d %d\n" % (count, time.time_ns()))
        now = time.monotonic()
        memory.dirty(now - before)
        before = now
        serve(server, TICK - (time.monotonic() - now), count, memory)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mb", type=int)
    parser.add_argument("rate", type=float)
    parser.add_argument("log")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pidfile", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if os.getsid(0) != os.getpid():
        sys.exit("dirty.py: start it with setsid: CRIU moves whole sessions only")
    os.closerange(3, 1024)
    log = os.open(options.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("0.0.0.0", options.port))
    memory = Memory(options.mb, options.rate, options.seed)
    with open(options.pidfile + ".new", "w") as file:
        file.write("%d\n" % os.getpid())
    os.rename(options.pidfile + ".new", options.pidfile)
    run(log, server, memory)


main()
