"""What right and wrong submissions claim in their docstrings, and the rules for that."""

from __future__ import annotations

import ast
import builtins
import platform
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from tests.authoring.checks import checks
from tests.authoring.material import Definition, Finding, Material, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

RIGHT, WRONG = 3, 5
DRAFT_RIGHT, DRAFT_WRONG = 1, 2
FIELD = re.compile(r"(?P<name>[a-z][a-z-]*):(?!:) *(?P<value>.*)")
FIELDS = {"right": {"requires-python"}, "wrong": {"fails", "diagnosis", "requires-python", "crash"}}
HOW = (
    "Its docstring is a sentence, an empty line, then `fails:`, `diagnosis:` and, if needed, `requires-python:` and "
    "`crash: yes`."
)


@dataclass(frozen=True)
class Claim:
    """What a submission's docstring says of it. *fails* has ids of checks; *python* is a version specifier, or ""."""

    summary: str
    fields: dict[str, str]

    @property
    def fails(self) -> frozenset[str]:
        """The ids of the checks that fail it."""
        return frozenset(filter(None, (word.strip() for word in self.fields.get("fails", "").split(","))))

    @property
    def diagnosis(self) -> str:
        """The diagnosis of the first check that fails."""
        return self.fields.get("diagnosis", "")

    @property
    def crash(self) -> bool:
        """Whether it kills the process that it runs in, or has to be killed."""
        return self.fields.get("crash") == "yes"

    @property
    def unmet(self) -> str:
        """The versions of Python that it needs, if this is none of them; otherwise ""."""
        wanted = self.fields.get("requires-python", "")
        try:
            return "" if SpecifierSet(wanted).contains(platform.python_version(), prereleases=True) else wanted
        except InvalidSpecifier:
            return ""


def claim(source: Source) -> Claim:
    """Read the docstring of a submission. A field may go on in the lines below it."""
    summary, _, rest = source.docstring.strip().partition("\n\n")
    fields: dict[str, str] = {}
    name = ""
    for line in rest.splitlines():
        match = FIELD.fullmatch(line.strip())
        if match:
            name = match["name"]
            fields[name] = match["value"].strip()
        elif name and line.strip():
            fields[name] += f" {line.strip()}"
        elif not line.strip():
            name = ""
    return Claim(" ".join(summary.split()), fields)


def rules(material: Material) -> Iterator[Finding]:
    """Find what is wrong with what the submissions of *material* claim, before anything is run."""
    draft = material.exercise.draft
    folder = f"tests/submissions/{material.exercise.part}/{material.exercise.topic}"
    for kind, sources, wanted in (
        ("right", material.right, DRAFT_RIGHT if draft else RIGHT),
        ("wrong", material.wrong, DRAFT_WRONG if draft else WRONG),
    ):
        if len(sources) < wanted:
            yield Finding(folder, f"has {len(sources)} {kind} submissions; expected at least {wanted} {kind}_*.py.")
        for source in sources:
            yield from _claim(source, kind)
    ids = {f"{material.exercise.topic}::{check.name}" for suite in material.suites for check in checks(suite)}
    for source in material.wrong:
        unknown = sorted(claim(source).fails - ids)
        if unknown:
            yield Finding(source.path, f"claims to fail `{unknown[0]}`, and there is no such check. {HOW}")
    for source in material.submissions:
        if source not in (*material.right, *material.wrong):
            yield Finding(source.path, "is neither called right_*.py nor wrong_*.py. Rename it, or take it away.")
    yield from _twins(material)


def _claim(source: Source, kind: str) -> Iterator[Finding]:
    said = claim(source)
    if len(said.summary) < len("It does x.") or said.summary[-1] not in ".!?":
        yield Finding(source.path, "does not say in a sentence what it is. Begin its docstring with that.")
    for name in said.fields.keys() - FIELDS[kind]:
        yield Finding(source.path, f"has `{name}:` in its docstring, which a {kind} submission has not. {HOW}")
    if kind == "wrong" and not said.fails:
        yield Finding(source.path, f"does not claim which checks fail it. {HOW}")
    if kind == "wrong" and not said.diagnosis:
        yield Finding(source.path, f"does not claim a diagnosis. {HOW}")
    if said.fields.get("crash", "yes") != "yes":
        yield Finding(source.path, f"says `crash: {said.fields['crash']}`. Write `crash: yes`, or nothing.")
    try:
        SpecifierSet(said.fields.get("requires-python", ""))
    except InvalidSpecifier:
        yield Finding(
            source.path, f"says `requires-python: {said.fields['requires-python']}`. Write for instance `>=3.12`."
        )


# --- Twins ----------------------------------------------------------------------------------------------------------


def _twins(material: Material) -> Iterator[Finding]:
    solution = [material.solution] if material.solution is not None else []
    seen: dict[str, str] = {}
    for source in (*solution, *material.submissions):
        first = seen.setdefault(shape(source), source.path)
        if first != source.path:
            yield Finding(
                source.path, f"is the same program as {Path(first).name}, except for names. Show something else."
            )


def shape(source: Source) -> str:
    """Describe a program without its docstrings, comments, annotations, demonstration and the names it has chosen."""
    tree = ast.parse(source.text)
    tree.body = [node for node in tree.body if not isinstance(node, ast.If)]
    kept = _given_names(tree)
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()

    def renamed(name: str) -> str:
        if name in kept:
            return name
        counts["names"] += name not in names
        return names.setdefault(name, f"name{counts['names']}")

    for node in ast.walk(tree):
        if isinstance(node, Definition | ast.Module) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, Definition):
            node.name = renamed(node.name)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        if isinstance(node, ast.Name):
            node.id = renamed(node.id)
        elif isinstance(node, ast.arg):
            node.arg, node.annotation = renamed(node.arg), None
    return ast.dump(tree)


def _given_names(tree: ast.Module) -> set[str]:
    """List the names that a program has not chosen: those of Python, of what it imports, and of its own top level."""
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {alias.asname or alias.name for node in imports for alias in node.names}
    return {*dir(builtins), *imported, *(node.name for node in tree.body if isinstance(node, Definition))}
