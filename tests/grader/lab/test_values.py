"""What a submission returns arrives as plain data, whatever it is and however it behaves."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]

PLAIN = [
    *[None, True, 0, -(2**63), 2**63 - 1, 2**63, -(2**200), 1.5, -0.0, math.inf, "", "ü€😀\x00", b"\x00\xff"],
    *[[], [1, [2]], (), (1, (2, "x")), {}, {"a": 1, 2: (3,), (4, 5): None}, set(), {1, 2, "x"}, {(1, 2)}],
]

HOSTILE = """
import collections, enum, dataclasses

class Boom(BaseException): pass
class Liar:
    def __eq__(self, other): return True
    def __hash__(self): return 1
    def __repr__(self): raise ValueError
    def __len__(self): raise ValueError
    def __bool__(self): raise ValueError
    def __iter__(self): raise ValueError
    def __class__(self): return int
    __class__ = int
class LongRepr:
    def __repr__(self): return "x" * 10**6
class NoText:
    def __repr__(self): return 42
class MyList(list):
    def __iter__(self): return iter(["forged"])
    def __len__(self): return 0
    def __getitem__(self, i): return "forged"
class MyDict(dict):
    def items(self): return [("forged", 1)]
    def __iter__(self): return iter(["forged"])
class MyInt(int):
    def __add__(self, other): return 99
    def __index__(self): return 99
    def __eq__(self, other): return True
    __hash__ = int.__hash__
    def bit_length(self): return 0
class MyFloat(float):
    def __mul__(self, other): return 99.0
class MyStr(str):
    def __add__(self, other): return "forged"
    def __len__(self): return 0
    def __str__(self): return "forged"
    def encode(self, *a): return b"forged"
class MyBytes(bytes):
    def __len__(self): return 0
    def __bytes__(self): return b"forged"
class MySet(frozenset):
    def __iter__(self): return iter(["forged"])
class Meta(type):
    def __hash__(cls): raise ValueError
    def __eq__(cls, other): return True
    def __getattribute__(cls, name): raise ValueError
class Odd(metaclass=Meta): pass
class OddInt(int, metaclass=Meta): pass
class Named(Exception):
    def __str__(self): raise ValueError
class Color(enum.IntEnum): RED = 1
Pair = collections.namedtuple("Pair", "a b")
@dataclasses.dataclass
class Point: x: int = 1

def nested(n):
    value = []
    for _ in range(n):
        value = [value]
    return value

def cyclic():
    value = [1]
    value.append(value)
    return value

def main():
    return VALUE
"""

ODD: dict[str, tuple[str, Any]] = {
    "list subclass": ("MyList([1, 2])", [1, 2]),
    "dict subclass": ("MyDict(a=1)", {"a": 1}),
    "int subclass": ("MyInt(7)", 7),
    "float subclass": ("MyFloat(1.5)", 1.5),
    "str subclass": ("MyStr('abc')", "abc"),
    "bytes subclass": ("MyBytes(b'abc')", b"abc"),
    "frozenset subclass": ("MySet({1})", {1}),
    "enum": ("Color.RED", 1),
    "named tuple": ("Pair(1, 2)", (1, 2)),
    "default dict": ("collections.defaultdict(list, a=[1])", {"a": [1]}),
    "bytearray": ("bytearray(b'x')", b"x"),
    "odd metaclass over int": ("OddInt(5)", 5),
    "exception": ("ValueError('no')", ("ValueError", "no")),
    "exception without text": ("Named()", ("Named", "<its str() fails>")),
    "object": ("Point()", "Point(x=1)"),
    "object with an address": ("object()", "<object object>"),
    "liar": ("Liar()", "<its repr() fails>"),
    "long repr": ("LongRepr()", "x" * 199 + "…"),
    "repr that is no text": ("NoText()", "<its repr() fails>"),
    "function": ("nested", "<function nested>"),
    "surrogate": ("'a\\udc80'", "'a\\udc80'"),
    "cycle": ("cyclic()", "<nested too deeply>"),
    "deep": ("nested(100_000)", "<nested too deeply>"),
    "huge list": ("list(range(10**5))", "<more than 20,000 items>"),
    "wide tree": ("[[0] * 1_000] * 1_000", "<more than 20,000 items>"),
    "huge text": ("'x' * 10**7", "<more than 100,000 characters>"),
    "much text": ("['x' * 50_000] * 1_000", "<more than 100,000 characters>"),
    "huge bytes": ("bytes(10**7)", "<more than 100,000 characters>"),
    "huge int": ("1 << 10**7", "<more than 100,000 characters>"),
    "keys that are things": ("{Point: 1}", None),
}


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_value_arrives_as_it_is(call: Program, value: Any) -> None:
    """Builtin data arrives with value and type, tuples and sets and keys that are no text included."""
    returned = call("def main(value): return value", value).returned
    assert (returned, type(returned)) == (value, type(value))


def test_nan_arrives(call: Program) -> None:
    """Not a number stays what it is not."""
    assert math.isnan(call("def main(): return float('nan')").returned)


@pytest.mark.parametrize(("expression", "expected"), ODD.values(), ids=ODD)
def test_odd_value_does_no_harm(call: Program, expression: str, expected: Any) -> None:
    """Subclasses count by their builtin value, whatever they claim; what is no data is shown by a short `repr`."""
    run = call(HOSTILE.replace("VALUE", expression))
    assert run.ended == "returned"
    returned = run.returned
    if expression.endswith(")") and hasattr(returned, "message"):
        returned = (returned.type, returned.message)
    elif type(returned).__name__ == "Thing":
        returned = repr(returned)
    if expected is not None:
        assert returned == expected


def test_odd_metaclass_does_no_harm(call: Program) -> None:
    """Not even a type that lies about itself stops a recording."""
    run = call(HOSTILE.replace("VALUE", "Odd()"))
    assert run.ended == "returned"
    assert type(run.returned).__name__ == "Thing"
