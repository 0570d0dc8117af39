"""Rules for the order of the course: no exercise needs what a later one teaches, or one outside of its track.

An exercise's ``teaches`` in course.toml lists what appears there first: dotted names (``asyncio.gather``), attributes
of anything (``.cancel``), and syntax by the words of `SYNTAX`.
"""

from __future__ import annotations

import ast
import builtins
import re
from typing import TYPE_CHECKING

from tests.authoring.lesson import example
from tests.authoring.material import MANIFEST, Finding, Material, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from grader.course import Exercise

NAME = re.compile(r"\.?[A-Za-z_]\w*(\.\w+)*")


def _is_async_comprehension(node: ast.AST) -> bool:
    return isinstance(node, ast.comprehension) and bool(node.is_async)


def _is_async_generator(node: ast.AST) -> bool:
    return isinstance(node, ast.AsyncFunctionDef) and any(isinstance(inner, ast.Yield) for inner in ast.walk(node))


def _is(*kinds: type[ast.AST]) -> Callable[[ast.AST], bool]:
    return lambda node: isinstance(node, kinds)


def _has(field: str) -> Callable[[ast.AST], bool]:
    return lambda node: bool(getattr(node, field, None))


SYNTAX: dict[str, Callable[[ast.AST], bool]] = {
    "async def": _is(ast.AsyncFunctionDef),
    "await": _is(ast.Await),
    "async with": _is(ast.AsyncWith),
    "async for": lambda node: isinstance(node, ast.AsyncFor) or _is_async_comprehension(node),
    "async comprehension": _is_async_comprehension,
    "async generator": _is_async_generator,
    "except*": _is(ast.TryStar),
    "finally": _has("finalbody"),
    "try": _is(ast.Try),
    "with": _is(ast.With),
    "yield": _is(ast.Yield, ast.YieldFrom),
    "class": _is(ast.ClassDef),
    "lambda": _is(ast.Lambda),
    "match": _is(ast.Match),
    "nonlocal": _is(ast.Nonlocal),
    "decorator": _has("decorator_list"),
    "star in a call": lambda node: isinstance(node, ast.Call) and any(isinstance(a, ast.Starred) for a in node.args),
}


def rules(material: Material, course: Sequence[Exercise]) -> Iterator[Finding]:
    """Find what the stub and the solution of *material* use before the *course*, in its order, teaches it."""
    exercise = material.exercise
    place = [each.topic for each in course].index(exercise.topic)
    known = {entry for each in course[: place + 1] for entry in each.teaches}
    later = {entry: each.topic for each in course[place + 1 :] for entry in each.teaches if entry not in known}
    for source in (material.stub, material.solution):
        if source is not None:
            used = uses(source)
            for entry in sorted(entry for entry in later if entry in used):
                yield Finding(
                    source.path,
                    f"uses `{entry}`, which only {later[entry]} teaches. Do without it here, or teach it earlier "
                    f"(`teaches` in {MANIFEST}).",
                )
    for track in exercise.tracks:
        yield from _track(material, course[:place], track)
    yield from _entries(material)


def _track(material: Material, before: Sequence[Exercise], track: str) -> Iterator[Finding]:
    """Find what an exercise of *track* needs that exercises *before* it teach outside of the track."""
    exercise = material.exercise
    known = {entry for each in (*before, exercise) if track in each.tracks for entry in each.teaches}
    outside = {each.topic: each for each in before if track not in each.tracks}
    for topic in exercise.prerequisites:
        if topic in outside:
            yield Finding(MANIFEST, f"has {exercise.topic} in the track {track}, and not its prerequisite {topic}.")
    elsewhere = {entry: each.topic for each in outside.values() for entry in each.teaches if entry not in known}
    for source in (material.stub, material.solution):
        if source is not None:
            used = uses(source)
            for entry in sorted(entry for entry in elsewhere if entry in used):
                yield Finding(
                    source.path,
                    f"uses `{entry}`, which {elsewhere[entry]} teaches, outside of the track {track}. Do without it.",
                )


def _entries(material: Material) -> Iterator[Finding]:
    exercise = material.exercise
    sources = [source for source in (material.stub, material.solution) if source is not None]
    shown = set().union(*(uses(source) for source in sources))
    prose = material.stub.docstring if material.stub is not None else ""
    if not exercise.teaches and not exercise.draft:
        yield Finding(MANIFEST, f"does not say what {exercise.topic} teaches. Write `teaches = […]`.")
    for entry in exercise.teaches:
        if entry not in SYNTAX and not NAME.fullmatch(entry):
            words = ", ".join(SYNTAX)
            yield Finding(
                MANIFEST, f"says that {exercise.topic} teaches {entry!r}, which is neither a name nor one of: {words}."
            )
        elif sources and entry not in shown and entry not in prose:
            yield Finding(
                MANIFEST, f"says that {exercise.topic} teaches `{entry}`, but its lesson and its solution do without."
            )


def uses(source: Source) -> set[str]:
    """List the names and the syntax that *source* uses, in its code and in the example of its lesson."""
    try:
        shown = ast.parse("async def example():\n" + "\n".join(f"    {line}" for line in example(source).splitlines()))
        nodes = [*ast.walk(source.tree), *(node for top in shown.body[0].body for node in ast.walk(top))]  # type: ignore[attr-defined]  # it is the def above
    except SyntaxError:
        nodes = list(ast.walk(source.tree))
    imported = _imported(nodes)
    names: set[str] = set(imported.values())
    for node in nodes:
        if isinstance(node, ast.Attribute):
            names.add(f".{node.attr}")
            names.add(_dotted(node, imported))
        elif isinstance(node, ast.Name) and (node.id in imported or hasattr(builtins, node.id)):
            names.add(imported.get(node.id, node.id))
    return names | {word for word, fits in SYNTAX.items() if any(map(fits, nodes))}


def _imported(nodes: list[ast.AST]) -> dict[str, str]:
    """Give what imported names stand for: {"gather": "asyncio.gather"}."""
    found = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update({alias.asname or alias.name: alias.name for alias in node.names})
        elif isinstance(node, ast.ImportFrom):
            found.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return found


def _dotted(node: ast.expr, imported: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value, imported)
        return f"{before}.{node.attr}" if before else ""
    return imported.get(node.id, node.id) if isinstance(node, ast.Name) else ""
