"""Rules for the suites of an exercise, as far as they can be read without running them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.authoring.material import MANIFEST, Finding, Function, Material, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCE_ENDS = re.compile(r"[.!?][\"')]* +[A-Z]")


@dataclass(frozen=True)
class CheckText:
    """One check as it is written; *drawn* tells whether `@given` draws its inputs, *explored* whether it explores."""

    name: str
    suite: Source
    promise: str
    drawn: bool
    explored: bool


def checks(suite: Source) -> Iterator[CheckText]:
    """List the checks of *suite*: its functions marked with points."""
    for node in suite.tree.body:
        if isinstance(node, Function):
            decorators = {_called(decorator) for decorator in node.decorator_list}
            if "pytest.mark.points" in decorators:
                drawn = bool(decorators & {"given", "hypothesis.given"})
                explored = any(isinstance(n, ast.Attribute) and n.attr == "explore" for n in ast.walk(node))
                yield CheckText(node.name, suite, ast.get_docstring(node) or "", drawn, explored)


def _called(decorator: ast.expr) -> str:
    return ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)


def rules(material: Material) -> Iterator[Finding]:
    """Find what is wrong with the suites of *material*."""
    found = [check for suite in material.suites for check in checks(suite)]
    for suite in material.suites:
        yield from _unmarked(suite)
        if not any(check.suite is suite for check in found):
            yield Finding(suite.path, "has no check. Write a test marked with `@pytest.mark.points(N)`.")
    for number, check in enumerate(found):
        yield from _promise(check)
        if check.name in {other.name for other in found[:number]}:
            yield Finding(
                check.suite.path, f"has a second check called `{check.name}`. An id is unique in both suites."
            )
    yield from _draws(material, found)
    yield from _fidelity(material, found)


def _unmarked(suite: Source) -> Iterator[Finding]:
    marked = {check.name for check in checks(suite)}
    for node in suite.tree.body:
        if isinstance(node, Function) and node.name.startswith("test_") and node.name not in marked:
            yield Finding(suite.path, f"gives no points for `{node.name}`. Mark it with `@pytest.mark.points(N)`.")


def _promise(check: CheckText) -> Iterator[Finding]:
    promise = check.promise
    if not promise:
        yield Finding(check.suite.path, f"promises nothing in `{check.name}`. Its docstring is what learners read.")
    elif "\n" in promise or SENTENCE_ENDS.search(promise) or promise[-1] not in ".!?" or not _begins(promise):
        yield Finding(
            check.suite.path, f"should promise one thing in one sentence, on one line, in `{check.name}`: {promise!r}."
        )


def _begins(promise: str) -> bool:
    """Tell whether a sentence begins as one: with a capital, or with something that is called so."""
    return not promise[0].islower() or bool(re.match(r"\w+(\(\)|[._]\w)", promise))


def _draws(material: Material, found: list[CheckText]) -> Iterator[Finding]:
    exercise = material.exercise
    drawn = [check.name for check in found if check.drawn]
    if found and not drawn and not exercise.undrawn:
        yield Finding(
            material.suites[-1].path,
            f"and the other suite draw no inputs. Use `@given` in a check, or say why not: `undrawn` in {MANIFEST}.",
        )
    if drawn and exercise.undrawn:
        yield Finding(
            MANIFEST, f"says why {exercise.topic} draws no inputs, but `{drawn[0]}` does. Take `undrawn` out."
        )


def _fidelity(material: Material, found: list[CheckText]) -> Iterator[Finding]:
    exercise = material.exercise
    by_name = {check.name: check for check in found}
    chosen = by_name.get(exercise.fidelity)
    if not found or (exercise.draft and not exercise.fidelity):
        return
    if chosen is None:
        said = f"names `{exercise.fidelity}`, which is no check," if exercise.fidelity else "names no check"
        yield Finding(
            MANIFEST,
            f"{said} to be played in real time for {exercise.topic}. Choose one with fixed inputs: "
            '`fidelity = "test_…"`.',
        )
    elif chosen.drawn:
        yield Finding(
            MANIFEST,
            f"has `{chosen.name}`, which draws its inputs, played in real time for {exercise.topic}. "
            "Choose a check with fixed inputs.",
        )
