"""Who is where in the network of a run: host names, addresses, listening sockets, connections."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from grader.lab.clock import MONOTONIC_START
from grader.protocol import NANOSECONDS, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.lab.bubble import Bubble
    from grader.lab.network.elsewhere import Elsewhere
    from grader.lab.network.notes import Connection
    from grader.lab.network.sockets import LabSocket
    from grader.protocol import RequestRecord

T = TypeVar("T")

LOOPBACK, EVERYWHERE, HERE = "127.0.0.1", "0.0.0.0", "198.51.100.1"  # noqa: S104 (nothing real is bound)
"""The machine that everything runs on: its address for itself, for "any of mine", and for other hosts."""

FIRST_PORT = 49_152
"""Where the ports begin that a system gives out."""

FIRST_DESCRIPTOR = 10_000
"""Where the numbers of sockets begin: no descriptor of the process is called so."""


class Network:
    """The network of one run. It is made when it is first needed."""

    def __init__(self, bubble: Bubble) -> None:
        self.bubble = bubble
        self.sockets: dict[int, LabSocket] = {}
        self.bound: dict[tuple[str, int], LabSocket] = {}
        self.connections: list[Connection] = []
        self.requests: list[RequestRecord] = []
        self.listeners: list[LabSocket] = []
        self.serving: set[asyncio.Task[Any] | asyncio.BaseTransport] = set()
        self.protocols: list[asyncio.BaseProtocol] = []
        self.silent: set[str] = set()
        self.latencies: dict[str, int] = {}
        self.elsewhere: Elsewhere | None = None
        self._names = {"localhost": LOOPBACK}
        self._hosts = {LOOPBACK: "localhost", EVERYWHERE: "localhost", "::1": "localhost", "::": "localhost"}
        self._ports, self._descriptors = count(FIRST_PORT), count(FIRST_DESCRIPTOR)

    @staticmethod
    def of(bubble: Bubble) -> Network:
        """Give the network of *bubble*."""
        if bubble.network is None:
            bubble.network = Network(bubble)
        return bubble.network

    # --- Names ------------------------------------------------------------------------------------------------------

    def add_host(self, name: str) -> str:
        """Give the address of the host *name*, a new one if it is not known yet."""
        name = name.lower().rstrip(".")
        if name not in self._names:
            if is_address(name):
                return name
            address = f"192.0.2.{len(self._names)}"
            self._names[name], self._hosts[address] = address, name
        return self._names[name]

    def name_of(self, address: str) -> str:
        """Give the name of the host at *address*, or the address if it has none."""
        return self._hosts.get(address, address)

    def look_up(self, host: Any, port: Any, **wanted: int) -> list[Any]:
        """Answer as `socket.getaddrinfo`. A server may call its own host as it likes. Raises socket.gaierror."""
        family, flags = wanted.get("family", 0), wanted.get("flags", 0)
        if isinstance(host, bytes):
            host = host.decode("ascii")
        passive = flags & socket.AI_PASSIVE
        if host is None:
            address = EVERYWHERE if passive else LOOPBACK
        elif passive or is_address(host):
            address = self.add_host(host)
        else:
            found = self._names.get(str(host).lower().rstrip("."))
            if found is None or flags & socket.AI_NUMERICHOST:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            address = found
        version = socket.AF_INET6 if ":" in address else socket.AF_INET
        if family not in (0, version):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        where: tuple[Any, ...] = (address, int(port or 0)) + ((0, 0) if version == socket.AF_INET6 else ())
        return [(version, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", where)]

    # --- Sockets ----------------------------------------------------------------------------------------------------

    def add(self, sock: LabSocket) -> int:
        """Give *sock* a number."""
        number = next(self._descriptors)
        self.sockets[number] = sock
        return number

    def next_port(self) -> int:
        """Give a port that nobody uses."""
        return next(self._ports)

    def user_of(self, address: str, port: int) -> LabSocket | None:
        """Find the socket that is bound to *port* there, or everywhere; one for everywhere wants it nowhere."""
        if address in (EVERYWHERE, "::"):
            return next((sock for (_, number), sock in self.bound.items() if number == port), None)
        return self.bound.get((address, port)) or self.bound.get((EVERYWHERE, port)) or self.bound.get(("::", port))

    def listener(self, address: str, port: int) -> LabSocket | None:
        """Find the socket that takes connections there."""
        if address == EVERYWHERE:
            address = LOOPBACK
        found = self.bound.get((address, port))
        if found is None and address in (LOOPBACK, HERE, "::1"):
            found = self.bound.get((EVERYWHERE, port)) or self.bound.get(("::", port))
        return found if found is not None and found.is_listening else None

    # --- Time -------------------------------------------------------------------------------------------------------

    def latency(self, address: str) -> int:
        """Give for how many ns something is on its way to or from *address*."""
        return self.latencies.get(address, 0)

    def delay(self, connection: str, message: int) -> int:
        """Give for how many ns longer the schedule has *message* of *connection* on its way."""
        return nanoseconds(self.bubble.choices.delay(connection, message))

    def piece(self, connection: str, reading: int, size: int) -> int:
        """Give how many of *size* bytes that are there are read in one go."""
        return self.bubble.choices.split(connection, reading, size)

    def in_order_of_arrival(self, events: list[T]) -> list[T]:
        """Put *events* of one instant into the order that the schedule draws."""
        return self.bubble.choices.arrivals(events)

    def later(self, due: int, thing: Callable[[], None]) -> None:
        """Have *thing* happen at the virtual time *due* (ns), by the loop that runs now."""
        loop = asyncio.get_running_loop()
        loop.call_at((MONOTONIC_START + due) / NANOSECONDS, arrive, thing)


def arrive(thing: Callable[[], None]) -> None:
    """Have *thing* happen: what the timers of the network call."""
    thing()


def is_address(host: Any) -> bool:
    """Tell whether *host* is an address and no name."""
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError):
            return bool(socket.inet_pton(family, host))
    return False
