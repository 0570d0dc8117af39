"""What an attack is, what can become of one, and the submission that it is part of."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from grader.sandbox.confinement import LIMITS, in_a_box, without_a_box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.sandbox.confinement import Level

Outcome = Literal["fails", "refused", "harmless", "reaches", "conceded"]

LEVELS = {"bubblewrap": in_a_box() or LIMITS, "landlock": without_a_box(), "limits": LIMITS}
"""The levels, with what they are had by here: something weaker, where one cannot be had."""

STATUSES: Mapping[Outcome, list[str]] = {
    "fails": ["failed", "failed"],
    "refused": ["passed", "passed"],
    "harmless": ["passed", "passed"],
    "reaches": ["passed", "passed"],
    "conceded": ["passed", "failed"],
}
"""What becomes of the plain and of the drawn check of the submission that attacks."""

ANSWER = 918_273

PLAIN = f'''
@pytest.mark.points(1)
def test_plain(lab):
    """It returns the answer after a second."""
    run = lab.call("answer")
    assert run.returned == {ANSWER}
    assert run.elapsed == 1
'''
CHECKS = (
    PLAIN
    + '''

@pytest.mark.points(1)
@given(number=st.integers())
def test_drawn(lab, number):
    """It returns what it was given."""
    run = lab.call("answer", number)
    assert run.returned == number
    assert run.elapsed == 1
'''
)
GOOD = f"""
import asyncio

async def answer(number={ANSWER}):
    await asyncio.sleep(1)
    return number
"""
BAD = GOOD.replace("return number", "return -1")

EVADE = """
import base64
run = vars()["".join(["__built", "ins__"])]["".join(["ex", "ec"])]
"""
"""How the source policy is evaded: nothing rests on it."""

TOOLS = """
import os, signal, struct, sys, time
sys.path.insert(0, "@ROOT@")

def write(data):
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, data)
        except OSError:
            pass

def forged():
    from grader.protocol import Recording, frame
    return frame(Recording(ended="returned", elapsed=10**9, closed=10**9, returned=@ANSWER@))
"""
REACHED = "REACHED"


@dataclass(frozen=True)
class Attack:
    """One attack, of the line *number* of the list of what a submission may try.

    The submission is *body*, and right if that is `GOOD`, but begins with *code*, or does it when it is called first.
    It is not *hidden* from the source policy only if the policy itself is what it tries. *outcome* is what becomes of
    it at a level, *diagnosis* what its failure is called, if it is one for which there is a name.
    """

    number: int
    name: str
    code: str
    outcome: Outcome = "fails"
    body: str = BAD
    when: Literal["import", "call"] = "import"
    hidden: bool = True
    at: Mapping[Level, Outcome] = field(default_factory=dict)
    diagnosis: str | None = None

    @property
    def id(self) -> str:
        """What a test calls it."""
        return f"{self.number} {self.name}" + (", in a call" if self.when == "call" else "")

    def expected(self, level: Level) -> Outcome:
        """Give what becomes of it at *level*."""
        return self.at.get(level, self.outcome)

    def source(self, places: Mapping[str, str]) -> str:
        """Give the submission; what stands between two @ is found in *places*."""
        code, tools = self.code, TOOLS
        for name, value in places.items():
            code, tools = code.replace(f"@{name}@", value), tools.replace(f"@{name}@", value)
        if not self.hidden:
            return f"{code}\n{self.body}"
        first = [EVADE, _hidden(tools)]
        if self.when == "import":
            return "\n".join([*first, _hidden(code), self.body])
        return "\n".join([*first, self.body.replace("    await", f"    {_hidden(code)}\n    await", 1)])


def _hidden(code: str) -> str:
    """Give a line that runs *code*, which it does not show."""
    return f"run(base64.b64decode({base64.b64encode(code.encode()).decode()!r}), globals())"


def probe(number: int, name: str, code: str, **at: Outcome) -> Attack:
    """Give an attack that says so when *code* did not raise; it is refused wherever *at* does not say otherwise."""
    lines = "\n".join(f"    {line}" for line in code.splitlines())
    tried = f"try:\n{lines}\nexcept Exception:\n    pass\nelse:\n    print({REACHED!r})"
    return Attack(number, name, tried, "refused", GOOD, at=at)  # type: ignore[arg-type]  # levels are its keywords


def harmless(number: int, name: str, code: str, when: Literal["import", "call"] = "import") -> Attack:
    """Give an attack that is let happen, and changes nothing."""
    return Attack(number, name, code, "harmless", GOOD, when)


def unaccepted(number: int, code: str) -> Attack:
    """Give one that the source policy does not accept."""
    return Attack(number, code, code, body=GOOD, hidden=False, diagnosis="not-accepted")
