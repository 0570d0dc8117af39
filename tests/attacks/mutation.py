"""Mutates messages and sources, always the same ones for the same seed."""

from __future__ import annotations

import random
from typing import Any

import msgspec

ODD_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, -(2**63), 2**64 - 1, 1e308, float("nan"), float("inf"), -0.0),
    *("", "\0", "\u202e", "\x1b[2J", "a" * 10_000, b"", b"\xff" * 100, [], {}, [[]], {"": {}}, [None] * 1_000),
)
ODD_TEXTS = (
    *(
        "\0",
        "\ufeff",
        "\u202e",
        "\x0c",
        "\r",
        "\\\n",
        '"""',
        "'",
        "(",
        ")",
        "[",
        "{",
        "#",
        ":",
        ";",
        "\t",
        "    ",
        "é",
        "\U0001d4b6",
    ),
    *(
        "async ",
        "await ",
        "yield ",
        "lambda: ",
        "match x:\n case ",
        "f'{",
        "}'",
        "@",
        "**",
        "*",
        ":=",
        "->",
        "...",
        "0x",
    ),
    *("__globals__", "getattr(a, 'b' + c)", "import os.path as sys", "from . import x", "global x", "nonlocal y"),
    *(
        "(" * 300,
        "-" * 2_000,
        "x." * 2_000,
        "\n" * 500,
        "del ",
        "return ",
        "class A(",
        "type X = ",
        "try:\n pass\nexcept* ",
    ),
)


WORDS = ("await ", "async ", "(", ")", ":", " ", "=", "def ")


def of_message(chance: random.Random, body: bytes) -> bytes:
    """Mutate a message: what it says, or the bytes that say it."""
    if chance.random() < 0.6:
        try:
            value = _of_value(chance, msgspec.msgpack.decode(body))
            return msgspec.msgpack.encode(value)
        except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
            return body[: len(body) // 2]
    return _of_bytes(chance, body)


def of_source(chance: random.Random, source: str) -> str:
    """Mutate a program: some of its characters, words or lines."""
    lines = source.splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(lines))
        line = lines[place]
        column = chance.randint(0, len(line))
        match chance.randrange(6):
            case 0:
                lines[place] = line[:column] + chance.choice(ODD_TEXTS) + line[column:]
            case 1:
                lines[place] = line[:column] + line[chance.randint(column, len(line)) :]
            case 2:
                lines[place] = chance.choice(lines)
            case 3:
                lines[place] = line[: chance.randint(0, 4)] + line
            case 4:
                lines[place] = line.replace(chance.choice(WORDS), chance.choice(WORDS))
            case _:
                lines.insert(place, chance.choice(lines))
    return "".join(lines)


def _of_bytes(chance: random.Random, data: bytes) -> bytes:
    mutated = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(mutated) + 1)
        match chance.randrange(4):
            case 0:
                mutated[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                mutated[place:place] = chance.randbytes(chance.randint(1, 9))
            case 2:
                del mutated[place : place + chance.randint(1, 9)]
            case _:
                mutated[place:place] = mutated[: chance.randint(0, 50)]
    return bytes(mutated)


def _of_value(chance: random.Random, value: Any) -> Any:
    """Mutate one thing in *value*, chosen level by level."""
    if isinstance(value, dict) and value and chance.random() < 0.95:
        return _of_fields(chance, value)
    if isinstance(value, list) and value and chance.random() < 0.9:
        return _of_items(chance, value)
    if isinstance(value, int) and not isinstance(value, bool) and chance.random() < 0.6:
        return value + chance.choice([-1, 1, -(10**9), 10**9, 10**15])
    return chance.choice(ODD_VALUES)


def _of_fields(chance: random.Random, value: dict[Any, Any]) -> dict[Any, Any]:
    key = chance.choice(list(value))
    match chance.randrange(8):
        case 0:
            return {each: value[each] for each in value if each != key}
        case 1:
            return value | {chance.choice(["", "score", "points", "type", "ended"]): chance.choice(ODD_VALUES)}
        case _:
            return value | {key: _of_value(chance, value[key])}


def _of_items(chance: random.Random, value: list[Any]) -> list[Any]:
    place = chance.randrange(len(value))
    match chance.randrange(4):
        case 0:
            return value[:place] + value[place + 1 :]
        case 1:
            return value * chance.choice([2, 3, 100])
        case _:
            return [*value[:place], _of_value(chance, value[place]), *value[place + 1 :]]
