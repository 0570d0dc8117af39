"""The submission's module: compiled once, executed afresh for every run."""

from __future__ import annotations

import difflib
import inspect
import linecache
import marshal
import re
import sys
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from grader.lab import policy, todos, values
from grader.lab.kernel import RunOver
from grader.protocol import SCENARIO_FILE, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from grader.lab.bubble import Bubble
    from grader.protocol import Begin


IMPLICIT = re.compile(r"__(?!init__$)\w+__$")
"""The methods that a language construct calls, not a check: `__aexit__`."""

BAD_CALL = re.compile(r"([\w.]+)\(\) (?:missing|takes|got)\b")
"""How Python begins to say that a call does not fit what it calls."""


class UnusableError(Exception):
    """The submission does not load, or lacks what a check calls; *problem* says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class MissingError(UnusableError, AttributeError):
    """The same, for who looks whether there is such a name: `getattr` with a default, `hasattr`, pickle."""


class Exercise(ModuleType):
    """The submission's module, as a scenario gets it: what is missing in it is told as such."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            find(self, name)
        except UnusableError as error:
            raise MissingError(error.problem) from None
        return self.__dict__[name]  # found, after all: a submission may add names while it runs


class Submission:
    """One exercise's module as text, named *topic*, shown as *filename*; *code* is what is compiled of it."""

    def __init__(self, topic: str, filename: str, source: str, code: bytes = b"") -> None:
        self.topic = topic
        self.filename = filename
        self.source = source
        self._code: CodeType | None = _unmarshalled(code)
        self._shadowed = sys.modules.get(topic)  # one of Python's own, if a topic is called like it
        lines = source.splitlines(keepends=True)
        linecache.cache[filename] = (len(source), None, lines, filename)

    def is_of(self, begin: Begin) -> bool:
        """Tell whether it is the one that *begin* hands over."""
        return (self.topic, self.filename, self.source) == (begin.topic, begin.filename, begin.source)

    def compile(self) -> CodeType:
        """Compile the source. Raises UnusableError for a syntax error, and for what the policy does not accept."""
        if self._code is None:
            try:
                refused = policy.check(self.source, self.filename)
                self._code = todos.compile_source(self.source, self.filename)
            except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
                raise UnusableError(self._syntax_problem(error)) from None
            if refused is not None:
                self._code = None
                raise UnusableError(refused)
        return self._code

    def marshalled(self) -> bytes:
        """Give the compiled source for another worker; b"" if it cannot be compiled."""
        try:
            return marshal.dumps(self.compile())
        except (UnusableError, ValueError):
            return b""

    def load(self, bubble: Bubble) -> ModuleType:
        """Execute the module. Raises UnusableError if that raises."""
        module = Exercise(self.topic)
        module.__file__ = self.filename
        code = self.compile()
        module.__dict__[todos.TELLER] = todos.tell
        sys.modules[self.topic] = module
        try:
            exec(code, module.__dict__)  # noqa: S102 (running a submission is what the lab is for)
        except BaseException as error:  # noqa: BLE001 (whatever it raises, the module does not load)
            if bubble.kernel.over:
                raise RunOver(bubble.kernel.over) from None
            raise UnusableError(self._load_problem(error, bubble)) from None
        return module

    def unload(self) -> None:
        """Let go of the module."""
        if self._shadowed is not None:
            sys.modules[self.topic] = self._shadowed
        else:
            sys.modules.pop(self.topic, None)

    def _syntax_problem(self, error: BaseException) -> Problem:
        line = getattr(error, "lineno", None) or 1
        code = linecache.getline(self.filename, line).strip()[:200]
        said = getattr(error, "msg", None) or values.safe_text(error) or values.type_name(error)
        return Problem(kind="syntax", message=f"{values.type_name(error)}: {said}", place=Place(line=line, code=code))

    def _load_problem(self, error: BaseException, bubble: Bubble) -> Problem:
        place = bubble.recorder.place_of_traceback(error.__traceback__)
        said = f"{values.type_name(error)}: {values.safe_text(error)}"
        kind = "import" if isinstance(error, ImportError) else "load"
        return Problem(kind=kind, message=said, place=place)  # type: ignore[arg-type]


class Given:
    """The modules that a submission may import, by name and text, executed afresh for every run."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = dict(sources)
        self._codes: dict[tuple[str, str], CodeType] = {}
        self._shadowed: dict[str, ModuleType | None] = {}

    def load(self, others: Mapping[str, str]) -> None:
        """Execute them, with *others* in the place of those that are called so."""
        for name, source in {**self._sources, **others}.items():
            code = self._codes.get((name, source))
            if code is None:
                code = self._codes[name, source] = compile(source, f"{name}.py", "exec", dont_inherit=True)
            module = ModuleType(name)
            module.__file__ = f"{name}.py"
            self._shadowed.setdefault(name, sys.modules.get(name))
            sys.modules[name] = module
            exec(code, module.__dict__)  # noqa: S102 (the judge has sent it)

    def unload(self) -> None:
        """Let go of them."""
        for name, module in self._shadowed.items():
            if module is not None:
                sys.modules[name] = module
            else:
                sys.modules.pop(name, None)
        self._shadowed.clear()


def _unmarshalled(code: bytes) -> CodeType | None:
    try:
        found = marshal.loads(code) if code else None  # noqa: S302 (from a worker of the same submission)
    except (ValueError, TypeError, EOFError):
        return None
    return found if isinstance(found, CodeType) else None


def find(module: ModuleType, name: str) -> Any:
    """Get *name* from the submission. Raises UnusableError if it is missing or cannot be called."""
    found = module.__dict__.get(name)
    if callable(found):
        return found
    names: dict[Any, Any] = module.__dict__  # in which a submission may have put any key
    candidates = [n for n, v in names.items() if isinstance(n, str) and callable(v) and n[:1] != "_"]
    own = [n for n in candidates if getattr(module.__dict__[n], "__module__", None) == module.__name__]
    near = difflib.get_close_matches(name, own, 1, 0.5)
    if found is not None:
        message = f"`{name}` is {_a(values.type_name(found))}, not a function"
    elif near:
        message = f"there is no `{name}`, but there is `{near[0]}`"
    else:
        message = f"there is no function `{name}`"
    if found is not None:
        place = _line_that_begins(rf"{name}\b", module)
    else:
        place = definition(module.__dict__[near[0]], module) if near else None
    raise UnusableError(Problem(kind="missing", message=message, place=place or _end_of(module)))


def _end_of(module: ModuleType) -> Place:
    """Give the last line of the submission: what is missing could stand there."""
    return Place(line=max(1, len(linecache.getlines(str(module.__file__)))))


def _line_that_begins(pattern: str, module: ModuleType) -> Place | None:
    """Find the last line of the submission that begins with *pattern*."""
    lines = [*enumerate(linecache.getlines(str(module.__file__)), 1)]
    fitting = ((number, line) for number, line in reversed(lines) if re.match(pattern, line))
    return next((Place(line=number, code=line.strip()[:200]) for number, line in fitting), None)


def misfit(error: BaseException) -> Problem | None:
    """Tell what is wrong with the submission if *error* is a scenario's call of what is not there, or is called so."""
    module = next((found for found in list(sys.modules.values()) if type(found) is Exercise), None)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if module is None or trace is None or trace.tb_frame.f_code.co_filename != SCENARIO_FILE:
        return None
    if type(error) is AttributeError:
        return _missing_method(error, module)
    call = BAD_CALL.match(str(error)) if type(error) is TypeError else None
    found: Any = module
    for name in call[1].split(".") if call else ():
        found = inspect.getattr_static(found, name, None)
    if call is None or not callable(found) or IMPLICIT.search(call[1]):
        return None
    message = f"`{call[1]}{_signature(found)}` cannot be called as the exercise asks: {error}"
    return Problem(kind="signature", message=message, place=definition(found, module))


def _missing_method(error: AttributeError, module: ModuleType) -> Problem | None:
    kind = type(error.obj)
    if kind.__module__ != module.__name__ or module.__dict__.get(kind.__name__) is not kind:
        return None
    near = difflib.get_close_matches(error.name, [name for name in vars(kind) if name[:1] != "_"], 1, 0.5)
    hint = f", but it has `{near[0]}`" if near else ""
    message = f"`{kind.__name__}` has no `{error.name}`{hint}"
    place = definition(inspect.getattr_static(kind, near[0]), module) if near else None
    return Problem(kind="missing", message=message, place=place or _end_of(module))


def _signature(function: Callable[..., Any]) -> str:
    try:
        return str(inspect.signature(function))
    except (TypeError, ValueError):
        return "()"


def check_signature(function: Callable[..., Any], name: str, module: ModuleType, args: Any, kwargs: Any) -> None:
    """Raise UnusableError if *function* cannot be called with these arguments."""
    if not kwargs and _takes(function, len(args)):
        return
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return  # something without a signature, a builtin for instance: the call will tell
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        message = f"`{name}{signature}` cannot be called as the exercise asks: {error}"
        raise UnusableError(Problem(kind="signature", message=message, place=definition(function, module))) from None


def _takes(function: Callable[..., Any], count: int) -> bool:
    """Tell whether *function* is a plain one with *count* parameters: asking for its signature takes longer."""
    if not isinstance(function, FunctionType) or function.__dict__:  # which may say that it wraps another one
        return False
    return function.__code__.co_argcount == count and not function.__code__.co_kwonlyargcount


def definition(function: Any, module: ModuleType) -> Place | None:
    """Find where in the submission *function*, or a class, is defined."""
    if isinstance(function, type):
        return _line_that_begins(rf"class {re.escape(function.__name__)}\b", module)
    code = getattr(inspect.unwrap(function), "__code__", None)
    if not isinstance(code, CodeType) or code.co_filename != module.__file__:
        return None
    text = linecache.getline(code.co_filename, code.co_firstlineno).strip()[:200]
    return Place(line=code.co_firstlineno, function=code.co_name, code=text)


def _a(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
