"""Rules for a stub: its lesson, its TODOs, its demonstration; and for the solution that mirrors it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from typing import TYPE_CHECKING

from tests.authoring.material import (
    MANIFEST,
    Definition,
    Finding,
    Function,
    Material,
    Source,
    definitions,
    demonstration,
    is_bare_yield,
    listed,
    one_line,
    todos,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = 40
COLUMNS = 120
"""What fits on a screen: as many columns as the linter allows everywhere."""
MOST_TODOS = 4
MOST_IN_A_PROJECT = 6
HOURS = 60
"""Minutes from which on an exercise is a project."""
MARK = "# TODO:"
LINK = re.compile(r"https?://docs\.python\.org\S*")

PASTED = 12
"""Characters of a solution's line from which on it counts as pasted into a hint; shorter ones are bare names."""

TRIVIAL = frozenset({*range(-1, 11), 12, 24, 60, 100, 1000})
"""Numbers that an example and a suite may share: seconds in a minute, and such."""
SHORTEST = 3
"""Characters from which on a string is data."""


def rules(material: Material) -> Iterator[Finding]:
    """Find what is wrong with the stub, the solution and the hints of *material*."""
    yield from _unwritten(material)
    if material.stub is not None:
        yield from _lesson(material.stub)
        yield from _todos(material.stub, MOST_IN_A_PROJECT if material.exercise.minutes > HOURS else MOST_TODOS)
        yield from _shared_data(material.stub, material.suites)
    if material.solution is not None:
        yield from _leftovers(material.solution)
        yield from _hints(material, material.solution)
    if material.stub is not None and material.solution is not None:
        yield from _mirror(material.stub, material.solution)
    sources = (material.stub, material.solution, *material.submissions)
    yield from (finding for source in sources if source is not None for finding in _imports(source))


def _unwritten(material: Material) -> Iterator[Finding]:
    """Find the places that a new exercise was laid out with, and that its author has not come to."""
    entry = (material.exercise.title, *material.exercise.hints, *material.exercise.teaches)
    if any("TODO" in text for text in entry):
        yield Finding(MANIFEST, f"has a TODO in the entry of {material.exercise.topic}. Write what it asks for.")
    if material.stub is not None and "TODO" in material.stub.docstring:
        yield Finding(material.stub.path, "has a TODO in its lesson. Write what it asks for.")


# --- The lesson -----------------------------------------------------------------------------------------------------


def _lesson(stub: Source) -> Iterator[Finding]:
    lines = stub.docstring.splitlines()
    if not lines:
        yield Finding(stub.path, "has no docstring, which is the lesson. Begin the file with one.")
        return
    if len(lines) > LINES:
        yield Finding(stub.path, f"has a lesson of {len(lines)} lines; {LINES} fit on a screen. Teach one thing.")
    wide = [number for number, line in enumerate(lines, 1) if len(line) > COLUMNS]
    if wide:
        yield Finding(stub.path, f"has a lesson wider than {COLUMNS} columns: line {wide[0]}. Break it.")
    links = LINK.findall(stub.docstring)
    if len(links) != 1:
        yield Finding(
            stub.path, f"has {len(links)} links to docs.python.org in its lesson. Give one, to where to read more."
        )
    if not example(stub):
        yield Finding(stub.path, "has no example in its lesson. Show one, indented by four blanks.")


def example(stub: Source) -> str:
    """Give the indented lines of a lesson: its examples, as code."""
    lines = [line[4:] for line in stub.docstring.splitlines() if line.startswith("    ") or not line.strip()]
    return "\n".join(lines).strip("\n")


def _shared_data(stub: Source, suites: tuple[Source, ...]) -> Iterator[Finding]:
    try:
        shown = ast.parse("async def example():\n" + "\n".join(f"    {line}" for line in example(stub).splitlines()))
    except SyntaxError:
        return  # an example may leave something out, as in `await …`
    ours = _data(shown)
    for suite in suites:
        shared = ours & _data(suite.tree)
        if shared:
            what = ", ".join(sorted(map(repr, shared)))
            yield Finding(stub.path, f"shares data with {suite.path}: {what}. Let the example use something else.")


def _data(tree: ast.AST) -> set[str | int | float]:
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose]
    strings = {value for value in constants if isinstance(value, str) and len(value.strip()) >= SHORTEST}
    numbers = {value for value in constants if isinstance(value, int | float) and value not in TRIVIAL}
    return {*strings, *numbers} - {"__main__"}


# --- What is to be done ---------------------------------------------------------------------------------------------


def comments(source: Source) -> list[tuple[int, str]]:
    """List the comments of a file, each with its line."""
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]


def _todos(stub: Source, most: int) -> Iterator[Finding]:
    marks = [line for line, comment in comments(stub) if comment.startswith(MARK)]
    functions = todos(stub.tree)
    if not 1 <= len(functions) <= most:
        yield Finding(
            stub.path,
            f"leaves {len(functions)} functions to write; expected 1 to {most}, "
            "each with `raise NotImplementedError(…)`.",
        )
    for name, function in functions.items():
        inside = [line for line in marks if function.lineno <= line <= (function.end_lineno or line)]
        marks = [line for line in marks if line not in inside]
        if len(inside) != 1:
            yield Finding(stub.path, f"marks `{name}` with {len(inside)} comments `{MARK} …`. Say once what to do.")
        if not _names_itself(function):
            yield Finding(stub.path, f'should say `raise NotImplementedError("{function.name}")` in `{name}`.')
        if ast.get_docstring(function) is None:
            yield Finding(stub.path, f"does not promise what `{name}` does. Give it a docstring.")
    if marks:
        yield Finding(stub.path, f"has `{MARK}` in line {marks[0]}, in no function that raises NotImplementedError.")
    if demonstration(stub.tree) is None:
        yield Finding(stub.path, 'has no demonstration. End the file with `if __name__ == "__main__":` and play.')


def _names_itself(function: Function) -> bool:
    written = [statement for statement in function.body if not is_bare_yield(statement)]
    return ast.unparse(written[-1]) == f"raise NotImplementedError({function.name!r})"


# --- The solution ---------------------------------------------------------------------------------------------------


def _leftovers(solution: Source) -> Iterator[Finding]:
    left = [line for line, comment in comments(solution) if "TODO" in comment]
    if left:
        yield Finding(solution.path, f"still has a TODO in line {left[0]}. Do it, or take it out.")
    undone = todos(solution.tree)
    if undone:
        yield Finding(solution.path, f"does not write {listed([*undone])}.")


def _mirror(stub: Source, solution: Source) -> Iterator[Finding]:
    if solution.docstring != stub.docstring:
        yield Finding(solution.path, f"has another lesson than {stub.path}. Copy the stub's module docstring.")
    ours = definitions(solution.tree)
    for name, asked in definitions(stub.tree).items():
        written = ours.get(name)
        if written is None:
            yield Finding(solution.path, f"has no `{name}`, which the stub asks for.")
        elif _signature(written) != _signature(asked):
            yield Finding(
                solution.path,
                f"has `{name}` as `{_signature(written)}`; the stub has `{_signature(asked)}`. Make them the same.",
            )
        elif ast.get_docstring(written) != ast.get_docstring(asked):
            yield Finding(solution.path, f"describes `{name}` otherwise than the stub. Copy the stub's docstring.")
    shown, played = demonstration(stub.tree), demonstration(solution.tree)
    if shown is not None and (played is None or ast.dump(played) != ast.dump(shown)):
        yield Finding(solution.path, "has another demonstration than the stub. Copy the stub's.")


def _signature(node: Definition) -> str:
    decorators = "".join(f"@{ast.unparse(decorator)} " for decorator in node.decorator_list)
    if isinstance(node, ast.ClassDef):
        return f"{decorators}class {node.name}({', '.join(ast.unparse(base) for base in node.bases)})"
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{decorators}{word} {node.name}({ast.unparse(node.args)}){returns}"


def _imports(source: Source) -> Iterator[Finding]:
    for node in ast.walk(source.tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        if any(name.partition(".")[0] == "grader" for name in names):
            yield Finding(source.path, f"imports the grader in line {getattr(node, 'lineno', 1)}. It must stand alone.")


# --- The hints ------------------------------------------------------------------------------------------------------


def _hints(material: Material, solution: Source) -> Iterator[Finding]:
    given = one_line(material.stub.text) if material.stub is not None else ""
    answers = [piece for piece in _pieces(solution) if piece not in given]
    for number, hint in enumerate(material.exercise.hints, 1):
        text = one_line(hint)
        pasted = max((piece for piece in answers if piece in text), key=len, default=None)
        if pasted is not None:
            yield Finding(
                MANIFEST,
                f"gives the answer away in hint {number} of {material.exercise.topic}: `{pasted}` stands in the "
                "solution. Name the tool, and leave the line to the learner.",
            )


def _pieces(solution: Source) -> set[str]:
    """Give what could be pasted from a solution: its lines of code, and its calls with arguments, however written."""
    bare = ast.parse(solution.text)
    for node in ast.walk(bare):
        if isinstance(node, ast.Module | Definition) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    written = ast.unparse(bare).splitlines()
    lines = {one_line(line) for line in (*written, *_code_lines(solution))}
    calls = {
        ast.unparse(node) for node in ast.walk(bare) if isinstance(node, ast.Call) and (node.args or node.keywords)
    }
    return {piece for piece in lines | calls if len(piece) >= PASTED}


def _code_lines(source: Source) -> list[str]:
    """Give the lines of *source* as they are written, without its docstrings and comments."""
    lines = source.text.splitlines()
    for line, comment in comments(source):
        lines[line - 1] = lines[line - 1].replace(comment, "")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Module | Definition) and ast.get_docstring(node) is not None:
            first, last = node.body[0].lineno, node.body[0].end_lineno or node.body[0].lineno
            lines[first - 1 : last] = [""] * (last - first + 1)
    return lines
