"""The warm parent of workers: everything is imported once, and each check gets a fork of it.

It never runs a line of a submission itself. The judge passes it one end of a socket pair for each worker; the worker
hears of nothing else.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
from typing import TYPE_CHECKING

from grader.lab import files, orphans, scratch, warmup, worker
from grader.lab.channel import Channel
from grader.lab.confine import Walls
from grader.protocol import Exited, Started, frame

if TYPE_CHECKING:
    from grader.protocol import Confines

Socket = socket.socket  # the real one: the lab's own replaces it
FORK, TWIN, WAIT, IMPORT = b"F", b"T", b"W", b"I"


def main(control: int, confines: Confines) -> None:
    """Get warm, then serve the judge on the socket *control*, by workers that are confined."""
    home = scratch.settle()
    walls = Walls(confines, home)
    worker.install()
    warmup.warm_up()
    gc.disable()  # collections happen at set moments of a run only, so that recordings are the same every time
    gc.collect()
    gc.freeze()
    _serve_until_the_end(control, walls)
    scratch.remove(home)
    os._exit(0)  # taking an interpreter apart takes its time


def _serve_until_the_end(control: int, walls: Walls) -> None:
    """Serve the judge on the socket *control* until it hangs up, then end all workers."""
    orphans.adopt()
    workers: set[int] = set()
    twins: set[int] = set()
    with Socket(fileno=control) as judge:
        try:
            with contextlib.suppress(ConnectionError):  # the judge may end at any moment
                _serve(judge, walls, workers, twins)
        finally:
            for pid in workers:
                _kill(pid)
            orphans.end(twins)  # each of which has a judge of its own
            for pid in workers:
                files.sweep(pid)


def _serve(judge: socket.socket, walls: Walls, workers: set[int], twins: set[int]) -> None:
    while True:
        order, descriptors, _, _ = socket.recv_fds(judge, 16, 1)
        if order in (FORK, TWIN):
            (descriptor,) = descriptors
            me = os.getpid()
            pid = os.fork()
            if pid == 0:
                judge.close()
                _be_worker(descriptor, me, walls) if order == FORK else _be_twin(descriptor, walls)
            os.close(descriptor)
            _set_apart(pid)
            (workers if order == FORK else twins).add(pid)
            judge.sendall(frame(Started(pid=pid)))
        elif order.startswith(WAIT):
            pid = int(order[1:])
            _kill(pid)
            _, status = os.waitpid(pid, 0)
            workers.discard(pid)
            orphans.end(workers | twins)
            files.sweep(pid)
            judge.sendall(frame(Exited(pid=pid, status=status)))
        elif order.startswith(IMPORT):
            worker.provide(order[1:].decode())
            gc.collect()
            gc.freeze()
            judge.sendall(frame(Started(pid=os.getpid())))
        else:
            return


def _be_worker(descriptor: int, parent: int, walls: Walls) -> None:
    """Never return: a fork that went on would be a second zygote."""
    status = 1
    try:
        orphans.follow(parent)
        _set_apart(0)
        scratch.move_in()
        walls.put_up()
        worker.serve(Channel(descriptor, descriptor))
        status = 0
    finally:
        os._exit(status)


def _be_twin(control: int, walls: Walls) -> None:
    """Never return: be a zygote for the judge on the socket *control*, and outlive the first one."""
    status = 1
    try:
        _set_apart(0)
        _serve_until_the_end(control, walls)
        scratch.leave()
        status = 0
    finally:
        os._exit(status)


def _set_apart(pid: int) -> None:
    """Give process *pid*, 0 for this one, a group of its own. Both sides do it: either may be the first to need it."""
    with contextlib.suppress(OSError):  # it has ended
        os.setpgid(pid, 0)


def _kill(pid: int) -> None:
    """Kill the process group of worker *pid*, which may have ended already."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
