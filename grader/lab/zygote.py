"""The warm parent of workers: everything is imported once, and each check gets a fork of it.

It never runs a line of a submission itself. The judge passes it one end of a socket pair for each worker; the worker
hears of nothing else.
"""

from __future__ import annotations

import gc
import os
import signal
import socket

from grader.lab import orphans, warmup, worker
from grader.lab.channel import Channel
from grader.protocol import Exited, Started, frame

FORK, WAIT = b"F", b"W"


def main(control: int) -> None:
    """Serve the judge on the socket *control* until it hangs up, then end all workers."""
    with socket.socket(fileno=control) as judge:
        orphans.adopt()
        worker.install()
        warmup.warm_up()
        gc.disable()  # collections happen at set moments of a run only, so that recordings are the same every time
        gc.collect()
        gc.freeze()
        children: set[int] = set()
        try:
            _serve(judge, children)
        finally:
            for pid in children:
                _kill(pid)
            orphans.end(set())


def _serve(judge: socket.socket, children: set[int]) -> None:
    while True:
        order, descriptors, _, _ = socket.recv_fds(judge, 16, 1)
        if order == FORK:
            (descriptor,) = descriptors
            me = os.getpid()
            pid = os.fork()
            if pid == 0:
                _be_worker(judge, descriptor, me)
            os.close(descriptor)
            children.add(pid)
            judge.sendall(frame(Started(pid=pid)))
        elif order.startswith(WAIT):
            pid = int(order[1:])
            _kill(pid)
            _, status = os.waitpid(pid, 0)
            children.discard(pid)
            orphans.end(children)
            judge.sendall(frame(Exited(pid=pid, status=status)))
        else:
            return


def _be_worker(judge: socket.socket, descriptor: int, parent: int) -> None:
    """Never return: a fork that went on would be a second zygote."""
    status = 1
    try:
        orphans.follow(parent)
        os.setpgid(0, 0)
        judge.close()
        worker.serve(Channel(descriptor, descriptor))
        status = 0
    finally:
        os._exit(status)


def _kill(pid: int) -> None:
    """Kill the process group of worker *pid*, which may have ended already."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
