"""The words for the network of a run: servers and clients that a suite declares, and what they do.

A server among the arguments of ``lab.call``, ``lab.play`` or ``lab.explore`` is none: it stands in the run's network
instead, and the submission connects to it by host and port. So does a client, which connects to the submission.
"""

from __future__ import annotations

import json as text_of
from typing import TYPE_CHECKING, Any, Literal

from grader.judge import demands
from grader.judge.demands import word
from grader.protocol import Act, ClientSpec, Reply, ServerSpec, WebServerSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOT_SAID: Any = object()
"""Stands for a value that may be anything, None included."""

FINAL, LAST = 200, 599
"""The statuses with which a request is answered: those below are not the end of it."""


@word
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
    demands.host(host)
    demands.port(port)
    _common(latency, answers)
    for script in scripts:
        is_script = isinstance(script, list | tuple) and all(isinstance(act, Act) for act in script)
        demands.require(is_script, "a script", "a list of acts, as in [hear(), say(b'...')]", script)
        is_alone = len(script) == 1 or all(act.kind != "refuse" for act in script)
        demands.require(is_alone, "refuse()", "the only act of its script", script)
    return ServerSpec(
        host=host, port=port, scripts=tuple(tuple(script) for script in scripts), latency=latency, answers=answers
    )


def _common(latency: float, answers: bool) -> None:  # noqa: FBT001 (as it was given)
    """Demand what all servers are given."""
    demands.duration("latency", latency)
    demands.truth("answers", answers)


@word
def caller(name: str, host: str, port: int, *script: Act, at: float = 0, room: int | None = None) -> ClientSpec:
    """Declare a client.

    Args:
        name: what its events are called by: "<name> is refused", "<name> heard", whenever it has heard what it waited
            for, which is the value, "<name> heard the end", and "<name> heard of a reset".
        host: to which it connects.
        port: at which port.
        script: what it does when it is connected. At the end of it, it stays and is silent.
        at: when it connects, in virtual seconds since the start of the run.
        room: how many bytes the network keeps for it while it does not read; 65,536 if nothing else is said.
    """
    demands.name("name", name)
    demands.host(host)
    demands.port(port, 1)
    demands.duration("at", at)
    is_script = all(isinstance(act, Act) for act in script)
    demands.require(is_script, "the script", "acts, as in hear(), say(b'...')", script)
    if room is not None:
        demands.whole("room", room, 1)
    return ClientSpec(name=name, host=host, port=port, script=script, at=at, room=room)


@word
def say(data: bytes, after: float = 0) -> Act:
    """Send *data*, *after* so many seconds. Several of these say when which part of a message comes."""
    demands.require(isinstance(data, bytes), "data", "bytes", data)
    return _act("say", after, data=data)


def _act(kind: Any, after: float, data: bytes = b"") -> Act:
    demands.duration("after", after, never=True)
    return Act(kind=kind, data=data, after=after)


@word
def say_back(after: float = 0) -> Act:
    """Send what was heard last."""
    return _act("say_back", after)


@word
def hear(what: bytes | int | None = None) -> Act:
    """Wait for all up to and including *what*, for so many bytes, or for all up to the end.

    If the other end hangs up before that, so does this one.
    """
    if isinstance(what, int):
        demands.whole("what", what, 1)
        return Act(kind="hear", size=what)
    is_ending = what is None or (what != b"" and isinstance(what, bytes))
    demands.require(is_ending, "what", "bytes, a number of bytes, or nothing for all", what)
    return Act(kind="hear", data=what or b"")


@word
def stop_reading(after: float = 0) -> Act:
    """Read no more: whoever goes on writing has to wait at some time."""
    return _act("stop_reading", after)


@word
def end(after: float = 0) -> Act:
    """Say that no more will be said, and go on listening."""
    return _act("end", after)


@word
def hang_up(after: float = 0) -> Act:
    """Close the connection."""
    return _act("hang_up", after)


@word
def reset(after: float = 0) -> Act:
    """Break the connection: the other end gets a ConnectionResetError."""
    return _act("reset", after)


@word
def refuse() -> Act:
    """Refuse the connection, as the only act of a script."""
    return Act(kind="refuse")


@word
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
    demands.host(host)
    demands.port(port, 1)
    _common(latency, answers)
    demands.mapping("routes", routes)
    is_reply = otherwise is None or isinstance(otherwise, Reply)
    demands.require(is_reply, "otherwise", "one reply(...)", otherwise)
    return WebServerSpec(
        host=host,
        port=port,
        routes={path: _replies(path, found) for path, found in routes.items()},
        otherwise=otherwise or reply(404, "not found"),
        latency=latency,
        answers=answers,
    )


def _replies(path: str, found: Reply | Sequence[Reply]) -> tuple[Reply, ...]:
    """Give what is answered for *path*: one reply, or several in turn."""
    is_path = str(path).rpartition(" ")[2].startswith("/")
    demands.require(is_path, "a route", "a path, as in '/a', '/a?page=2' or 'POST /a'", path)
    replies = (found,) if isinstance(found, Reply) else found
    are_replies = isinstance(replies, list | tuple) and replies and all(isinstance(each, Reply) for each in replies)
    demands.require(are_replies, f"what is at {path!r}", "a reply(...), or a list of them", found)
    return tuple(replies)


@word
def reply(  # noqa: PLR0913 (each has its word)
    status: int = 200,
    text: str | bytes = "",
    *,
    json: Any = NOT_SAID,
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
        json: or else the body as data; None is sent as ``null``.
        html: or else the body as a page.
        headers: further headers.
        after: how many seconds it takes; `math.inf` for no answer at all.
        body_after: how many further seconds it takes until the body comes.
        cut: hang up after so many bytes of the body.
        fault: instead of answering, hang up or reset the connection.
    """
    demands.whole("status", status, FINAL, LAST)
    demands.text("text", text, bytes)
    demands.text("html", html)
    bodies = [body for body, is_said in (("text", text), ("json", json is not NOT_SAID), ("html", html)) if is_said]
    demands.require(len(bodies) <= 1, "the body", "one of text, json and html", bodies)
    _headers(headers or {})
    demands.duration("after", after, never=True)
    demands.duration("body_after", body_after, never=True)
    if cut is not None:
        demands.whole("cut", cut)
    demands.one_of("fault", fault, "", "hang_up", "reset")
    kind = "text/plain; charset=utf-8"
    body = text.encode() if isinstance(text, str) else text
    if json is not NOT_SAID:
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


def _headers(headers: Mapping[str, str]) -> None:
    """Demand *headers*, each of them one line."""
    demands.mapping("headers", headers)
    for name, value in headers.items():
        demands.name("a header's name", name)
        demands.text(f"the header {name!r}", value)
        demands.require(not set(name + value) & {"\r", "\n"}, f"the header {name!r}", "one line", value)
