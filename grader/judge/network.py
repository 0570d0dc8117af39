"""The words for the network of a run: servers that a suite declares, and what they do.

A server among the arguments of ``lab.call``, ``lab.play`` or ``lab.explore`` is none: it stands in the run's network
instead, and the submission connects to it by host and port.
"""

from __future__ import annotations

import json as text_of
from typing import TYPE_CHECKING, Any, Literal

from grader.protocol import Act, Reply, ServerSpec, WebServerSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def server(host: str, port: int, *scripts: Sequence[Act], latency: float = 0, answers: bool = True) -> ServerSpec:
    """Declare a server.

    Args:
        host: its name, made up.
        port: where it listens; 0 for a host that refuses all connections.
        scripts: what it does on the first connection, on the second, and so on; the last one repeats. At the end of a
            script it stays and is silent. Without any, it takes connections and is silent.
        latency: how many virtual seconds everything is on its way to it, and from it.
        answers: whether connecting to it ever comes to an end.
    """
    return ServerSpec(
        host=host, port=port, scripts=tuple(tuple(script) for script in scripts), latency=latency, answers=answers
    )


def say(data: bytes, after: float = 0) -> Act:
    """Send *data*, *after* so many seconds. Several of these say when which part of a message comes."""
    return Act(kind="say", data=data, after=after)


def say_back(after: float = 0) -> Act:
    """Send what was heard last."""
    return Act(kind="say_back", after=after)


def hear(what: bytes | int | None = None) -> Act:
    """Wait for all up to and including *what*, for so many bytes, or for all up to the end.

    If the other end hangs up before that, so does the server.
    """
    if isinstance(what, int):
        return Act(kind="hear", size=what)
    return Act(kind="hear", data=what or b"")


def stop_reading(after: float = 0) -> Act:
    """Read no more: whoever goes on writing has to wait at some time."""
    return Act(kind="stop_reading", after=after)


def end(after: float = 0) -> Act:
    """Say that no more will be said, and go on listening."""
    return Act(kind="end", after=after)


def hang_up(after: float = 0) -> Act:
    """Close the connection."""
    return Act(kind="hang_up", after=after)


def reset(after: float = 0) -> Act:
    """Break the connection: the other end gets a ConnectionResetError."""
    return Act(kind="reset", after=after)


def refuse() -> Act:
    """Refuse the connection, as the only act of a script."""
    return Act(kind="refuse")


def web_server(  # noqa: PLR0913 (each has its word)
    host: str,
    routes: Mapping[str, Reply | Sequence[Reply]],
    port: int = 80,
    otherwise: Reply | None = None,
    *,
    latency: float = 0,
    answers: bool = True,
) -> WebServerSpec:
    """Declare a server that answers HTTP requests.

    Args:
        host: its name, made up.
        routes: what it answers, by path ("/a"), with a query ("/a?page=2") or a method ("POST /a") where that makes a
            difference: one `reply`, or one for each request in turn, the last one repeating.
        port: where it listens.
        otherwise: what it answers for any other path; 404 if nothing else is said.
        latency: see `server`.
        answers: see `server`.

    Every request is recorded (``run.requests(host)``), and also as a span called ``host + path``.
    """
    return WebServerSpec(
        host=host,
        port=port,
        routes={path: (found,) if isinstance(found, Reply) else tuple(found) for path, found in routes.items()},
        otherwise=otherwise or reply(404, "not found"),
        latency=latency,
        answers=answers,
    )


def reply(  # noqa: PLR0913 (each has its word)
    status: int = 200,
    text: str | bytes = "",
    *,
    json: Any = None,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    after: float = 0,
    body_after: float = 0,
    cut: int | None = None,
    fault: Literal["", "hang_up", "reset"] = "",
) -> Reply:
    """Say how a request is answered.

    Args:
        status: the status.
        text: the body, as text or bytes.
        json: or else the body as data.
        html: or else the body as a page.
        headers: further headers.
        after: how many seconds it takes; `math.inf` for no answer at all.
        body_after: how many further seconds it takes until the body comes.
        cut: hang up after so many bytes of the body.
        fault: instead of answering, hang up or reset the connection.
    """
    kind = "text/plain; charset=utf-8"
    body = text.encode() if isinstance(text, str) else text
    if json is not None:
        kind, body = "application/json; charset=utf-8", text_of.dumps(json).encode()
    elif html:
        kind, body = "text/html; charset=utf-8", html.encode()
    return Reply(
        status=status,
        body=body,
        content_type=kind,
        headers=dict(headers or {}),
        after=after,
        body_after=body_after,
        cut=cut,
        fault=fault,
    )
