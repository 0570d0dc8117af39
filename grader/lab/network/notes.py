"""What is noted of connections and of servers while a run is being recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.protocol import ConnectionRecord, EndRecord, LeftOpen

if TYPE_CHECKING:
    from grader.lab.network.hosts import Network
    from grader.protocol import EndKind, Place

MAX_BYTES = 20_000
"""How many bytes of what one end has sent are kept."""

MAX_CONNECTIONS = 2_000
"""How many connections are kept."""


@dataclass(slots=True)
class End:
    """One end of a connection: the submission's line that opened it, or that takes care of it; what it has sent."""

    place: Place | None = None
    sent: bytearray = field(default_factory=bytearray)
    total: int = 0
    buffered: int = 0
    """How many bytes it had to keep because the other end did not take them, at most."""
    closed: int | None = None
    how: EndKind = "open"
    missing: str = ""
    """What it waits for, if that is a script's."""

    def close(self, at: int, how: EndKind) -> None:
        """Note that this end is closed now, unless it was before."""
        if self.closed is None:
            self.closed = at
        if self.how == "open" or how == "reset":
            self.how = how

    def send(self, data: bytes) -> None:
        """Note that *data* is sent."""
        self.total += len(data)
        self.sent += data[: max(MAX_BYTES - len(self.sent), 0)]

    def record(self) -> EndRecord:
        """Give this as plain data."""
        return EndRecord(
            place=self.place,
            sent=bytes(self.sent),
            total=self.total,
            buffered=self.buffered,
            closed=self.closed,
            how=self.how,
            missing=self.missing,
        )


@dataclass(slots=True)
class Connection:
    """A connection: to which host and port, when it was opened, and its ends."""

    host: str
    port: int
    opened: int
    client: End
    server: End

    def record(self) -> ConnectionRecord:
        """Give this as plain data."""
        return ConnectionRecord(
            host=self.host,
            port=self.port,
            opened=self.opened,
            client=self.client.record(),
            server=self.server.record(),
        )


def records(network: Network | None) -> list[ConnectionRecord]:
    """Give the connections of *network* as plain data, the first ones."""
    return [each.record() for each in network.connections[:MAX_CONNECTIONS]] if network is not None else []


def left_open(network: Network | None) -> list[LeftOpen]:
    """List what the submission has opened and not closed: its ends of connections, and its servers."""
    if network is None:
        return []
    found = [
        LeftOpen(kind="connection", what=f"{each.host}:{each.port}", dropped=end.how == "dropped", place=end.place)
        for each in network.connections
        for end in (each.client, each.server)
        if end.place is not None and end.how in ("open", "dropped")
    ]
    found += [
        LeftOpen(kind="server", what=f"{network.name_of(sock.address[0])}:{sock.address[1]}", place=sock.place)
        for sock in network.listeners
        if sock.is_listening and sock.place is not None
    ]
    return found[:MAX_CONNECTIONS]
