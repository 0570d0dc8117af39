"""Writes ``exercises/README.md``: the course at a glance, and what is often said wrongly about asyncio.

It is made from ``course.toml`` and from what stands here: `nox -s content -- --write-readme` writes it, and
`nox -s content` tells when it is out of date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.authoring.material import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.course import Course, Exercise

README = "exercises/README.md"
COMMAND = "nox -s content -- --write-readme"
DOCS = "https://docs.python.org/3/library/"

INTRODUCTION = """\
# The exercises

Open a stub, read the lesson at its top, write what its TODOs ask for, and grade it: `nox -s grade -- gather`. In this
order, no exercise needs what a later one teaches; *after* names those that it builds on. The minutes are for somebody
to whom the topic is new.
"""

WRONGLY = """\
## Often said, and wrong

Tutorials repeat these. Each is shown by an exercise, or told by Python's documentation.

| said | right |
|---|---|
"""


class Myth(NamedTuple):
    """Something that is *said* wrongly, and what is *right*, as exercises on *topics* or a *page* of Python's show."""

    said: str
    right: str
    topics: tuple[str, ...] = ()
    page: str = ""


MYTHS = (
    Myth(
        "Without `await`, a call of a coroutine function blocks.",
        "It does not run at all: it makes a coroutine, and nothing else happens.",
        ("hello",),
    ),
    Myth(
        "Where every call is `async`, things happen at the same time.",
        "`await` in a `for` loop is one thing after the other, however asynchronous each of them is.",
        ("gather",),
    ),
    Myth(
        "When one of several awaitables fails, `gather` cancels the others.",
        "It leaves them running and raises the first error. A `TaskGroup` cancels them.",
        ("errors", "task_groups"),
    ),
    Myth(
        "`asyncio.wait` returns what has succeeded and what has failed, and raises when its timeout is over.",
        "It returns what is done, either way, and what is pending. A timeout raises nothing, and stops nothing.",
        ("waiting",),
    ),
    Myth(
        "`except Exception` swallows a cancellation.",
        "`CancelledError` is a `BaseException`, since Python 3.8. A bare `except:` does swallow it.",
        ("cancellation",),
    ),
    Myth(
        "An exception in a task is lost, or stops the event loop.",
        "It goes to whoever awaits the task. If nobody does, the loop goes on, and the error is logged, late.",
        ("errors",),
    ),
    Myth(
        "`asyncio.Queue` is there to talk to threads.",
        "It is not thread-safe. Hand things to the loop with `call_soon_threadsafe`; `queue.Queue` is for threads.",
        ("threads",),
        "asyncio-queue.html",
    ),
    Myth(
        "Threads do not share memory, so they need no locks.",
        "They share all of it, and that is why they need locks.",
        ("threads",),
        "threading.html#lock-objects",
    ),
    Myth(
        "Threads speed up computing.",
        "Not pure Python, on a build with the GIL: there, one thread computes at a time. Processes do.",
        ("parallelism",),
    ),
    Myth(
        "In a coroutine, `input()` lets the others go on.",
        "It blocks the event loop, as every call does that waits and is not awaited. Move it to a thread.",
        ("blocking",),
    ),
    Myth(
        "`reader.read()` reads a message.",
        "Without a number it reads until the end of the stream: a server that answers only then waits for its client, "
        "and the client for its server.",
        ("echo_server",),
        "asyncio-stream.html#asyncio.StreamReader.read",
    ),
    Myth(
        "`async with` closes a `StreamWriter`.",
        "It is no context manager. Call `close()` in a `finally`, and await `wait_closed()`.",
        ("tcp_client",),
        "asyncio-stream.html#asyncio.StreamWriter.close",
    ),
    Myth(
        "asyncio came with Python 3.5, or with `async` and `await`.",
        "asyncio came with Python 3.4, `async` and `await` with 3.5, `asyncio.run` with 3.7.",
        (),
        "asyncio-runner.html#asyncio.run",
    ),
)


def rules(course: Course) -> Iterator[Finding]:
    """Find whether the contents that are written are those of *course*."""
    path = course.root / README
    if not path.is_file() or path.read_text(encoding="utf-8") != markdown(course):
        yield Finding(README, f"is not what {COMMAND!r} writes now. Run it.")


def write(course: Course) -> None:
    """Write the contents of *course*."""
    (course.root / README).write_text(markdown(course), encoding="utf-8")


def markdown(course: Course) -> str:
    """Give the contents of *course*; drafts are no part of it."""
    exercises = course.finished
    parts = [part for part in course.parts if any(each.part == part for each in exercises)]
    tracks = [
        f"**{track}** ({_hours(sum(each.minutes for each in exercises if track in each.tracks))}): {what}."
        for track, what in course.tracks.items()
    ]
    sections = [INTRODUCTION, f"{_sum(exercises)}\n", *(f"{line}\n" for line in tracks)]
    sections += [_part(part, course) for part in parts]
    return "\n".join([*sections, WRONGLY + "".join(_told(myth, course) for myth in MYTHS)])


def _sum(exercises: tuple[Exercise, ...]) -> str:
    minutes, points = sum(each.minutes for each in exercises), sum(each.points for each in exercises)
    return f"{len(exercises)} exercise{'s' if len(exercises) != 1 else ''}, {_hours(minutes)}, {points:g} points."


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")))


def _part(part: str, course: Course) -> str:
    rows = [_row(exercise) for exercise in course.finished if exercise.part == part]
    number = part.partition("_")[0]
    head = "| | exercise | min | points | track | after | teaches |\n|---|---|--:|--:|---|---|---|\n"
    return f"## {number}. {course.parts[part]}\n\n{head}{''.join(rows)}"


def _row(exercise: Exercise) -> str:
    cells = (
        exercise.number,
        f"{_link(exercise)} {exercise.title.partition(': ')[2] or exercise.title}",
        str(exercise.minutes),
        f"{exercise.points:g}",
        ", ".join(exercise.tracks),
        ", ".join(exercise.prerequisites),
        ", ".join(f"`{entry}`" for entry in exercise.teaches),
    )
    return f"| {' | '.join(cells)} |\n"


def _link(exercise: Exercise) -> str:
    return f"[{exercise.topic}]({exercise.file.as_posix()})"


def _told(myth: Myth, course: Course) -> str:
    links = [_link(each) for each in course.finished if each.topic in myth.topics]
    if myth.page:
        links.append(f"[documentation]({DOCS}{myth.page})")
    return f"| {myth.said} | {myth.right} {', '.join(links)} |\n"
