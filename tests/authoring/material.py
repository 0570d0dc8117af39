"""What belongs to one exercise, read and parsed; and what is found wrong with it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import COURSE_FILE, Exercise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.course import Course

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef

MANIFEST = COURSE_FILE.as_posix()


@dataclass(frozen=True)
class Finding:
    """Something to put right: in which file, and in plain words what, and what to do."""

    where: str
    what: str


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the course's root, its text, and what it says."""

    path: str
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The file's name without ``.py``."""
        return Path(self.path).stem

    @property
    def docstring(self) -> str:
        """The module's docstring as it is written, or ""."""
        return ast.get_docstring(self.tree, clean=False) or ""


@dataclass(frozen=True)
class Material:
    """The files of one exercise. Those that are missing or cannot be parsed are None, or left out."""

    exercise: Exercise
    stub: Source | None
    solution: Source | None
    public: Source | None
    hidden: Source | None
    submissions: tuple[Source, ...]

    @property
    def suites(self) -> tuple[Source, ...]:
        """The suites that are there, the public one first."""
        return tuple(suite for suite in (self.public, self.hidden) if suite is not None)

    @property
    def right(self) -> tuple[Source, ...]:
        """The submissions that are called right."""
        return tuple(source for source in self.submissions if source.name.startswith("right_"))

    @property
    def wrong(self) -> tuple[Source, ...]:
        """The submissions that are called wrong."""
        return tuple(source for source in self.submissions if source.name.startswith("wrong_"))


def read(course: Course, exercise: Exercise) -> tuple[Material, list[Finding]]:
    """Read the files of *exercise*, and list those that are missing or not Python."""
    found: list[Finding] = []

    def one(path: Path, what: str) -> Source | None:
        shown = path.relative_to(course.root).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
            return Source(shown, text, ast.parse(text))
        except OSError:
            found.append(Finding(shown, f"is not there. Write {what}."))
        except (SyntaxError, UnicodeDecodeError, ValueError) as error:
            line = getattr(error, "lineno", None)
            place = f" in line {line}" if line else ""
            found.append(Finding(shown, f"is not Python: {error.args[0]}{place}. Put that right first."))
        return None

    tests = course.root / "tests"
    material = Material(
        exercise,
        one(course.root / "exercises" / exercise.file, "the stub"),
        one(course.root / "solutions" / exercise.file, "the solution"),
        one(tests / "public" / exercise.suite_file, "the public suite"),
        one(tests / "hidden" / exercise.suite_file, "the hidden suite"),
        tuple(
            source
            for path in sorted(folder_of_submissions(course, exercise).glob("*.py"))
            if (source := one(path, "")) is not None
        ),
    )
    return material, found


def folder_of_submissions(course: Course, exercise: Exercise) -> Path:
    """Give the folder of the right and wrong submissions of *exercise*."""
    return course.root / "tests" / "submissions" / exercise.part / exercise.topic


def definitions(tree: ast.Module) -> dict[str, Definition]:
    """List the functions, classes and methods of a module by name, as in "Account.deposit"; not what is inside them."""
    return dict(_definitions(tree.body, ""))


def _definitions(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Definition]]:
    for node in body:
        if isinstance(node, Function | ast.ClassDef):
            yield prefix + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from _definitions(node.body, f"{prefix}{node.name}.")


def todos(tree: ast.Module) -> dict[str, Function]:
    """List the functions that a learner has to write: those that raise NotImplementedError."""
    return {
        name: node
        for name, node in definitions(tree).items()
        if isinstance(node, Function) and any(raises_not_implemented(statement) for statement in node.body)
    }


def raises_not_implemented(statement: ast.stmt) -> bool:
    """Tell whether *statement* is ``raise NotImplementedError…``."""
    if not isinstance(statement, ast.Raise) or statement.exc is None:
        return False
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def is_bare_yield(statement: ast.stmt) -> bool:
    """Tell whether *statement* is a ``yield`` of nothing, by which a stub is a generator before anything is written."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Yield) and statement.value.value is None


def demonstration(tree: ast.Module) -> ast.If | None:
    """Give the ``if __name__ == "__main__":`` of a module."""
    guards = (node for node in tree.body if isinstance(node, ast.If))
    return next((node for node in guards if ast.unparse(node.test) == "__name__ == '__main__'"), None)


def one_line(text: str) -> str:
    """Give *text* with every stretch of white space as one blank."""
    return " ".join(text.split())


def listed(words: Iterator[str] | list[str] | set[str]) -> str:
    """Put *words* together for people, in order: ``a``, ``b`` and ``c``."""
    quoted = [f"`{word}`" for word in sorted(words)]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
