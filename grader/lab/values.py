"""Turn what a submission returns into plain data.

MessagePack's own types stand for themselves. Everything else becomes a map ``{"$": kind, "v": …}``; a map on the wire
is never anything else. Instances of subclasses of the builtin types are taken at their builtin value. What is not data
becomes its type's name and its `repr`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from grader.protocol import SCRATCH

MAX_DEPTH = 40
MAX_ITEMS = 20_000
MAX_TEXT = 100_000
MAX_REPR = 200
INT64 = range(-(2**63), 2**63)
ADDRESS = re.compile(r"(?<=\w) at 0x[0-9a-fA-F]{6,}(?=[^<]*>)")
"""A memory address as `repr` shows it: different in every process, and nothing that anybody means to say."""


SCRATCH_FOLDER = re.compile(rf"[^\s'\"]*{SCRATCH}\d+(?:[/\\](?:tmp)?\d+)?[/\\]?")
"""The path of the folder in which a worker keeps files: as different."""


class TooLargeError(Exception):
    """A value has more items, depth or text than is carried."""


def short(text: object, most: int = MAX_REPR) -> str:
    """Give *text* as a plain string of at most *most* characters that can be sent: for names and the like."""
    if type(text) is not str:
        text = plain(text) if isinstance(text, str) else safe_repr(text)
    if not text.isascii():
        text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= most else text[: most - 1] + "…"


def encode(value: Any) -> Any:
    """Encode *value*; one that is too large is carried as an object with a note in place of its `repr`."""
    try:
        return _Encoder().encode(value, 0)
    except (TooLargeError, RecursionError) as error:
        return tagged("object", [type_name(value), f"<{str(error) or 'nested too deeply'}>"])


def tagged(kind: str, value: Any) -> dict[str, Any]:
    """Make the map that stands for a value of *kind*."""
    return {"$": kind, "v": value}


def plain(text: str) -> str:
    """Give *text*, a string of whatever subclass, as a plain one without memory addresses and the lab's own folder."""
    text = str.__add__(text, "")
    if SCRATCH in text:
        text = SCRATCH_FOLDER.sub("", text)
    return ADDRESS.sub("", text) if " at 0x" in text else text


def type_name(value: object) -> str:
    """Give the name of the type of *value*, whatever the type says of itself."""
    return str(type.__getattribute__(type(value), "__name__"))[:MAX_REPR]


def safe_repr(value: object) -> str:
    """Give a short `repr` of *value* without memory addresses, and without trusting it to work."""
    try:
        text = str(repr(value))
    except Exception:  # noqa: BLE001 (a learner's __repr__ may raise anything)
        text = "<its repr() fails>"
    text = plain(text).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= MAX_REPR else text[: MAX_REPR - 1] + "…"


class _Encoder:
    def __init__(self) -> None:
        self.items = 0
        self.text = 0

    def encode(self, value: Any, depth: int) -> Any:
        self.items += 1
        if self.items > MAX_ITEMS:
            raise TooLargeError(f"more than {MAX_ITEMS:,} items")
        if depth > MAX_DEPTH:
            raise TooLargeError("nested too deeply")
        kind = type(value)
        if kind is bool or kind is float or value is None:
            return value
        for base in type.__getattribute__(kind, "__mro__"):
            encode = BUILTIN.get(id(base))  # by id: a learner's metaclass may define __hash__ and __eq__
            if encode is not None:
                return encode(self, value, depth)
        return self._object(value, depth)

    def _object(self, value: Any, _depth: int) -> Any:
        text = safe_repr(value)
        self._count(text)
        return tagged("object", [type_name(value), text])

    def _exception(self, value: Any, _depth: int) -> Any:
        text = safe_text(value)
        self._count(text)
        return tagged("exception", [type_name(value), text])

    def _dict(self, value: Any, depth: int) -> Any:
        pairs = [[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in dict.items(value)]
        return tagged("dict", pairs)

    def _list(self, value: Any, depth: int) -> Any:
        return [self.encode(item, depth + 1) for item in list.__iter__(value)]

    def _tuple(self, value: Any, depth: int) -> Any:
        return tagged("tuple", [self.encode(item, depth + 1) for item in tuple.__iter__(value)])

    def _set(self, value: Any, depth: int) -> Any:
        members = set.__iter__(value) if isinstance(value, set) else frozenset.__iter__(value)
        return tagged("set", sorted((self.encode(item, depth + 1) for item in members), key=repr))

    def _text(self, value: str, _depth: int) -> Any:
        self._count(value)
        text = plain(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            return tagged("object", ["str", ascii(text)[:MAX_REPR]])
        return text

    def _bytes(self, value: bytes, _depth: int) -> Any:
        data = bytes.__add__(value, b"")
        self._count(data)
        return data

    def _bytearray(self, value: bytearray, depth: int) -> Any:
        return self._bytes(bytes(bytearray.__add__(value, b"")), depth)

    def _integer(self, value: int, _depth: int) -> Any:
        number = int.__add__(value, 0)
        if number in INT64:
            return number
        self.text += int.bit_length(number) // 4
        self._count("")
        return tagged("int", hex(number))

    def _float(self, value: float, _depth: int) -> float:
        return float.__mul__(value, 1.0)

    def _count(self, text: str | bytes) -> None:
        self.text += str.__len__(text) if isinstance(text, str) else len(text)
        if self.text > MAX_TEXT:
            raise TooLargeError(f"more than {MAX_TEXT:,} characters")


def safe_text(error: object) -> str:
    """Give the message of an exception without trusting it to work."""
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 (a learner's __str__ may raise anything)
        text = "<its str() fails>"
    text = plain(text).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 2_000 else text[:1_999] + "…"  # noqa: PLR2004


BUILTIN: dict[int, Callable[[_Encoder, Any, int], Any]] = {
    id(int): _Encoder._integer,  # noqa: SLF001 (its own module)
    id(float): _Encoder._float,  # noqa: SLF001
    id(str): _Encoder._text,  # noqa: SLF001
    id(bytes): _Encoder._bytes,  # noqa: SLF001
    id(bytearray): _Encoder._bytearray,  # noqa: SLF001
    id(list): _Encoder._list,  # noqa: SLF001
    id(tuple): _Encoder._tuple,  # noqa: SLF001
    id(set): _Encoder._set,  # noqa: SLF001
    id(frozenset): _Encoder._set,  # noqa: SLF001
    id(dict): _Encoder._dict,  # noqa: SLF001
    id(BaseException): _Encoder._exception,  # noqa: SLF001
}
"""How a value of each builtin type is encoded, by the `id` of the type."""
