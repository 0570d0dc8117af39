"""Sends scenarios and their arguments into the lab, by value. Nothing is ever read back this way.

Specifications of jobs travel as persistent ids, which the lab builds; code objects lose the suite's path; everything
else that a scenario refers to goes along with cloudpickle.
"""

from __future__ import annotations

import io
import sys
from collections import ChainMap
from opcode import opmap
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import cloudpickle  # type: ignore[import-untyped]

from grader.judge import suite
from grader.protocol import (
    SCENARIO_FILE,
    ByArgument,
    ByCall,
    ClientSpec,
    FolderSpec,
    JobSpec,
    ProcessPoolSpec,
    ProgramSpec,
    ServerSpec,
    SharedValueSpec,
    WebServerSpec,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KINDS: dict[type, str] = {
    JobSpec: "job",
    SharedValueSpec: "value",
    ProcessPoolSpec: "pool",
    ProgramSpec: "program",
    FolderSpec: "folder",
    ServerSpec: "server",
    ClientSpec: "client",
    WebServerSpec: "web server",
}
"""What the lab builds, by the name that says so to it."""
STATE = 2
"""Where the state is in what an object is reduced to, see `object.__reduce__`."""


GLOBAL_OPS = frozenset(cloudpickle.cloudpickle.GLOBAL_OPS)
EXTENDED_ARG, LOAD_GLOBAL = opmap["EXTENDED_ARG"], opmap["LOAD_GLOBAL"]


def global_names(code: CodeType) -> Iterator[str]:
    """Give the names of the globals that *code* reads or writes, in order, as often as it does.

    It stands in for a function of cloudpickle's that disassembles the code and takes ten times as long. That Python
    keeps a flag in the lowest bit of LOAD_GLOBAL's argument is told by https://docs.python.org/3.11/library/dis.html
    """
    upper, names, instructions = 0, code.co_names, code.co_code
    for operation, lower in zip(instructions[::2], instructions[1::2], strict=True):
        argument = upper | lower
        upper = argument << 8 if operation == EXTENDED_ARG else 0
        if operation in GLOBAL_OPS:
            yield names[argument >> 1 if operation == LOAD_GLOBAL else argument]


cloudpickle.cloudpickle._walk_global_ops = global_names  # noqa: SLF001 (as said)


class Numbers:
    """Numbers the specifications of one check, so that the lab knows the same one again."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, object]] = {}

    def of(self, spec: object) -> int:
        """Give the number of *spec*, which is kept alive: an id is unique only as long as its object is."""
        return self._seen.setdefault(id(spec), (len(self._seen), spec))[0]


def _scrubbed(code: CodeType) -> Any:
    """Reduce *code* as cloudpickle does, without the path of the suite."""
    return cloudpickle.Pickler.dispatch_table[CodeType](code.replace(co_filename=SCENARIO_FILE))


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]  # cloudpickle has no types
    dispatch_table = ChainMap({CodeType: _scrubbed}, cloudpickle.Pickler.dispatch_table)  # noqa: RUF012 (as cloudpickle does)

    def __init__(self, file: io.BytesIO, numbers: Numbers) -> None:
        super().__init__(file)
        self._numbers = numbers

    def _dynamic_function_reduce(self, func: FunctionType) -> Any:
        """Reduce a function as cloudpickle does, without the names and paths of its module."""
        reduced = super()._dynamic_function_reduce(func)
        (_, base_globals, *_), (_, slots) = reduced[1:3]
        base_globals.clear()
        base_globals["__name__"] = slots["__module__"] = SCENARIO_FILE
        return reduced

    def reducer_override(self, obj: Any) -> Any:
        """Reduce a class as cloudpickle does, without the name of its module."""
        reduced = super().reducer_override(obj)
        if isinstance(obj, type) and isinstance(reduced, tuple) and len(reduced) > STATE:
            for part in (*reduced[1], reduced[STATE][0]):
                if isinstance(part, dict) and "__module__" in part:
                    part["__module__"] = SCENARIO_FILE
        return reduced

    def persistent_id(self, obj: Any) -> Any:
        if obj in (suite.note, suite.contents, suite.signal_at):
            return obj.__name__
        kind = KINDS.get(type(obj))
        if kind is not None:
            return self._numbers.of(obj), kind, {name: getattr(obj, name) for name in obj.__struct_fields__}
        return None


def by_value(module: ModuleType) -> None:
    """Have the functions of *module*, a suite's, sent by value from now on: the lab cannot import it."""
    cloudpickle.register_pickle_by_value(module)


def dumps(value: Any, numbers: Numbers) -> bytes:
    """Pickle *value*; functions of suites go by value."""
    module = sys.modules.get(value.__module__) if isinstance(value, FunctionType) else None
    if module is not None:
        by_value(module)
    file = io.BytesIO()
    _Pickler(file, numbers).dump(value)
    return file.getvalue()


def described(value: Any) -> str:
    """Describe an argument for people: jobs by name and duration, everything else by its `repr`."""
    describe = DESCRIPTIONS.get(type(value))
    if describe is not None:
        return describe(value)
    if isinstance(value, list | tuple):
        inner = ", ".join(described(item) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {described(item)}" for key, item in value.items()) + "}"
    return repr(value)


def _described_pool(spec: ProcessPoolSpec) -> str:
    return f"{spec.name} ({spec.cores} core{'s' if spec.cores > 1 else ''})"


def _described_folder(spec: FolderSpec) -> str:
    told = [", ".join(spec.files) or "empty"]
    if spec.room is not None:
        told.append(f"room for {spec.room} bytes more")
    told += [f"nobody may open {name}" for name in spec.denied]
    told += [f"{name} cannot be read after {size} bytes" for name, size in spec.broken.items()]
    return f"{spec.name} ({'; '.join(told)})"


def _described_server(spec: ServerSpec | WebServerSpec) -> str:
    return f"the server {spec.host}:{spec.port}"


def _described_client(spec: ClientSpec) -> str:
    return f"the client {spec.name} (at {spec.at:g} s)"


def _described_job(spec: JobSpec) -> str:
    told = [_choice(spec.takes, " s")]
    if spec.raises is not None and (raises := _choice(spec.raises)):
        told.append(f"raises {raises}")
    if spec.cleanup:
        told.append(f"cleans up for {_choice(spec.cleanup, ' s')}")
    return f"{spec.name} ({', '.join(told)})"


def _described_program(spec: ProgramSpec) -> str:
    told = [_choice(spec.takes, " s")]
    exits = spec.exits.values if isinstance(spec.exits, ByCall | ByArgument) else (spec.exits,)
    if any(exits.values() if isinstance(exits, dict) else exits):
        told.append(f"exits with {_choice(spec.exits)}")
    if spec.stdin != "ignores":
        told.append(f"{spec.stdin} its input")
    if spec.stops is None:
        told.append("ignores SIGTERM")
    elif spec.stops:
        told.append(f"needs {spec.stops!r} s to stop")
    return f"{spec.name} ({', '.join(told)})"


def _choice(value: Any, unit: str = "") -> str:
    if isinstance(value, ByCall):
        return ", then ".join("nothing" if each is None else f"{each!r}{unit}" for each in value.values)
    if isinstance(value, ByArgument):
        return ", ".join(f"{each!r}{unit} for {key!r}" for key, each in value.values.items() if each is not None)
    return f"{value!r}{unit}"


DESCRIPTIONS: dict[type, Callable[[Any], str]] = {
    JobSpec: _described_job,
    SharedValueSpec: lambda spec: f"{spec.name}={spec.start!r}",
    ProcessPoolSpec: _described_pool,
    ProgramSpec: _described_program,
    FolderSpec: _described_folder,
    ServerSpec: _described_server,
    ClientSpec: _described_client,
    WebServerSpec: _described_server,
}
