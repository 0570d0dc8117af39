"""What comes from a lab: only what the lab can send is let in, as builtin data."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.judge.intake import admit
from grader.judge.values import Error, MalformedValueError, Thing, decode
from grader.judge.watch import LabDied
from grader.lab import values
from grader.protocol import MAX_FRAME, Codec, EventRecord, OutputRecord, Recording, SpanRecord, frame

PLAIN: dict[str, Any] = {"type": "recording", "ended": "returned", "elapsed": 0, "closed": 0}
SPAN: dict[str, Any] = {
    "name": "a",
    "kind": "blocking",
    "task": "",
    "arguments": [],
    "start": 0,
    "end": 1,
    "cleaned": None,
}

REFUSED: dict[str, Any] = {
    "an unknown field": PLAIN | {"score": 10},
    "an unknown field within": PLAIN | {"spans": [SPAN | {"outcome": "finished", "x": 1}]},
    "an unknown type": PLAIN | {"type": "verdict"},
    "no type": {"ended": "returned", "elapsed": 0, "closed": 0},
    "an unknown end": PLAIN | {"ended": "passed"},
    "a float for a time": PLAIN | {"elapsed": 0.5},
    "a string for a time": PLAIN | {"elapsed": "0"},
    "a bool for a time": PLAIN | {"elapsed": True},
    "a missing field": {"type": "recording", "ended": "returned"},
    "a list for a text": PLAIN | {"leftovers": [["a"]]},
    "no map at all": 42,
}


@pytest.mark.parametrize("message", REFUSED.values(), ids=REFUSED)
def test_message_of_another_form_is_refused(message: object) -> None:
    """A message with a field, a type or a word that the protocol does not know is none."""
    with pytest.raises(msgspec.MsgspecError):
        Codec.response.decode(msgspec.msgpack.encode(message))


def test_message_nested_without_end_is_refused() -> None:
    """Nesting ends in an error, not in the end of the judge."""
    body = msgspec.msgpack.encode(PLAIN)
    deep = bytes([body[0] + 1]) + body[1:] + b"\xa8returned" + b"\x91" * 10**6 + b"\xc0"
    with pytest.raises((RecursionError, msgspec.MsgspecError)):
        Codec.response.decode(deep)


def test_frame_is_capped() -> None:
    """No larger message is made than is read."""
    with pytest.raises(ValueError, match="over the limit"):
        frame(Recording(ended="returned", elapsed=0, closed=0, returned="x" * MAX_FRAME))


def recording(**fields: Any) -> Recording:
    """Return a recording with these fields."""
    given: dict[str, Any] = {"ended": "returned", "elapsed": 0, "closed": 0} | fields
    return Recording(**given)


def nested(depth: int) -> Any:
    """Return a list in a list in a list, and so on."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


FORGED: dict[str, Recording] = {
    "too many spans": recording(spans=[SpanRecord(**SPAN, outcome="finished")] * 40_001),
    "too many events": recording(events=[EventRecord(at=0, name="a")] * 40_001),
    "too much output": recording(output=[OutputRecord(at=0, text="x" * 1_000_001)]),
    "too many items": recording(returned=[0] * 100_001),
    "too deep": recording(returned=nested(200)),
    "a bare map": recording(returned={"a": 1}),
    "an unknown kind": recording(returned={"$": "module", "v": "os"}),
    "a set of pairs that are none": recording(returned={"$": "dict", "v": [[1, 2, 3]]}),
    "an int that is none": recording(returned={"$": "int", "v": "zz"}),
    "an extension": recording(returned=msgspec.msgpack.Ext(5, b"x")),
    "in an event": recording(events=[EventRecord(at=0, name="a", value={"a": 1})]),
    "in a final": recording(finals={"store": {"a": 1}}),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_recording_that_no_lab_sends_is_refused(forged: Recording) -> None:
    """A recording larger or stranger than any that the lab makes was forged."""
    with pytest.raises(LabDied, match="it sent") as died:
        admit(forged)
    assert died.value.kind == "malformed"


PYTHON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.integers() | st.text() | st.tuples(st.integers(), st.text()), inner, max_size=4)
        | st.sets(st.integers() | st.frozensets(st.integers(), max_size=3), max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None, database=None, derandomize=True)
@given(value=PYTHON)
def test_data_comes_back_as_it_was(value: Any) -> None:
    """What a submission returns arrives equal, and of the same builtin types, over the wire."""
    sent = msgspec.msgpack.encode(values.encode(value))
    back = decode(msgspec.msgpack.decode(sent))
    assert back == value
    assert type(back) is type(value)


def test_subclasses_arrive_as_what_they_are_made_of() -> None:
    """Instances of subclasses of the builtin types are taken at their builtin value."""

    class Liar(int):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = int.__hash__

    back = decode(msgspec.msgpack.decode(msgspec.msgpack.encode(values.encode([Liar(7)]))))
    assert type(back[0]) is int
    assert back != [42]


def test_objects_and_exceptions_arrive_as_descriptions() -> None:
    """An object that is no data equals nothing else; an exception equals its name and message."""
    thing, error = decode([{"$": "object", "v": ["Cat", "<Cat>"]}, {"$": "exception", "v": ["ValueError", "no"]}])
    assert isinstance(thing, Thing)
    assert thing != decode({"$": "object", "v": ["Cat", "<Cat>"]})
    assert error == Error("ValueError", "no")


def test_keys_become_hashable() -> None:
    """What was a key in the lab is one here, too."""
    back = decode({"$": "dict", "v": [[{"$": "set", "v": [1]}, "a"], [{"$": "tuple", "v": [[1]]}, "b"]]})
    assert back[frozenset({1})] == "a"
    assert len(back) == 2


def test_malformed_value_is_told_shortly() -> None:
    """The message about a forged value does not carry the value."""
    with pytest.raises(MalformedValueError) as error:
        decode({"$": "x" * 10**6, "v": 0})
    assert len(str(error.value)) < 300
