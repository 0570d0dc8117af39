"""Submissions that attack the lab, the judge or the grade: failed, never an error, and nobody else is harmed."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from grader.judge import client, grading
from grader.judge.watch import Budget
from grader.sandbox.confinement import LIMITS, in_a_box, without_a_box

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

    Statuses = dict[tuple[str, str], tuple[list[tuple[str, float]], list[tuple[str, float]]]]

PLAIN = '''
@pytest.mark.points(1)
def test_plain(lab):
    """It returns 42 after a second."""
    run = lab.call("answer")
    assert run.returned == 42
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
'''
)
GOOD = "import asyncio\n\nasync def answer(number=42):\n    await asyncio.sleep(1)\n    return number\n"

EVADE = """
import base64
run = vars()["".join(["__built", "ins__"])]["".join(["ex", "ec"])]
"""
"""How the source policy is evaded: nothing rests on it."""

FORGE = """
import os, struct, sys, time
sys.path.insert(0, {root!r})

def write(data):
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, data)
        except OSError:
            pass

def forged():
    from grader.protocol import Recording, frame
    return frame(Recording(ended="returned", elapsed=10**9, closed=10**9, returned=42))
"""
ATTACKS = {
    "exit": "os._exit(0)",
    "exit with a status": "os._exit(3)",
    "kill itself": "os.kill(os.getpid(), 9)",
    "stop itself": "os.kill(os.getpid(), 19)",
    "abort": "os.abort()",
    "kill the parent": "os.kill(os.getppid(), 9)",
    "kill the parent and go on": "os.kill(os.getppid(), 9)\nwhile True: pass",
    "stop the parent and exit": "os.kill(os.getppid(), 19)\nos._exit(0)",
    "kill its group": "os.killpg(0, 9)",
    "close everything": "os.closerange(0, 256)",
    "close everything and stay": "os.closerange(0, 256)\nwhile True: pass",
    "garbage": "write(b'\\xff' * 1000)",
    "one byte": "write(b'\\0')",
    "oversized header": "write(struct.pack('!I', 2**32 - 1))",
    "an announcement and nothing": "write(struct.pack('!I', 4 * 1024 * 1024))\nos._exit(0)",
    "nested": "write(struct.pack('!I', 10**5) + b'\\x91' * 10**5)",
    "nested value": (
        "from grader.protocol import Recording, Codec\n"
        "m = Codec.encoder.encode({'type': 'recording', 'ended': 'returned', 'elapsed': 0, 'closed': 0})\n"
        "m = bytes([m[0] + 1]) + m[1:] + b'\\xa8returned' + b'\\x91' * 10**5 + b'\\xc0'\n"
        "write(struct.pack('!I', len(m)) + m)"
    ),
    "another type": "from grader.protocol import Loaded, frame\nwrite(frame(Loaded()))",
    "an unknown field": (
        "from grader.protocol import Codec\n"
        "m = Codec.encoder.encode({'type': 'recording', 'ended': 'returned', 'elapsed': 10**9, 'closed': 10**9,"
        " 'returned': 42, 'score': 10})\n"
        "write(struct.pack('!I', len(m)) + m)"
    ),
    "broken": "from grader.protocol import Broken, frame\nwrite(frame(Broken(message='x' * 10**6)))",
    "a proper message": "write(forged())",
    "a proper message, and exit": "write(forged())\nos._exit(0)",
    "a proper message, and a loop": "write(forged())\nwhile True: pass",
    "many proper messages": "write(forged() * 100)",
    "no bytes but builtins": "write(forged().replace(b'returned\\x2a', b'returned\\xc7\\x01\\x05\\x00'))",
    "threads": "import _thread\nfor _ in range(10**5): _thread.start_new_thread(write, (b'x',))",
    "a million lists": (
        "from grader.protocol import Recording, frame\n"
        "write(frame(Recording(ended='returned', elapsed=10**9, closed=10**9, returned=[[]] * 4_000_000)))"
    ),
    "a million spans": (
        "from grader.protocol import Recording, SpanRecord, frame\n"
        "s = SpanRecord(name='a', kind='blocking', task='', arguments=None, start=0, end=1, cleaned=None, "
        "outcome='finished')\n"
        "write(frame(Recording(ended='returned', elapsed=10**9, closed=10**9, returned=42, spans=[s] * 40_001)))"
    ),
}


HARMLESS = {
    "stop the parent": "os.kill(os.getppid(), 19)",
    "leave a process behind": "os.fork() or (os.setpgid(0, 0), [None for _ in iter(int, 1)])",
    "go to another group": "os.setpgid(0, os.getpgid(os.getppid()))",
    "print a message": "sys.stdout.write('x' * 10**6)",
}
"""What a submission may do and still be right: it gains nothing, and harms nobody."""

REFUSED = {("landlock", "stop the parent"), ("bubblewrap", "stop the parent")}
"""What Landlock refuses of that."""

ALSO_IN_A_CALL = (
    *HARMLESS,
    *("exit", "kill itself", "close everything", "garbage", "another type", "a proper message"),
    *("a proper message, and exit", "a proper message, and a loop", "many proper messages", "threads"),
)


def hostile(attack: str, root: str, place: str) -> str:
    """Return a submission that would be right if it did not begin with *attack*."""
    lines = [EVADE, hidden(FORGE.format(root=root))]
    if place == "at import":
        return "\n".join([*lines, hidden(attack), GOOD])
    return "\n".join([*lines, GOOD.replace("    await", f"    {hidden(attack)}\n    await")])


def hidden(code: str) -> str:
    """Return a line that runs *code*, which it does not show."""
    return f"run(base64.b64decode({base64.b64encode(code.encode()).decode()!r}), globals())"


CASES = [(name, "at import") for name in ATTACKS | HARMLESS] + [(name, "in a call") for name in ALSO_IN_A_CALL]


LEVELS = {"bubblewrap": in_a_box() or LIMITS, "landlock": without_a_box(), "limits": LIMITS}


@pytest.fixture(scope="module", params=LEVELS)
def level(request: pytest.FixtureRequest) -> str:
    """Return each level of confinement that can be had here."""
    if LEVELS[request.param].level != request.param:
        pytest.skip(f"this machine has no {request.param}")
    return str(request.param)


@pytest.fixture(scope="module")
def statuses(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config, house_type: type[House], level: str
) -> Statuses:
    """Return what became of each case, and of the honest exercise after it, all graded together."""
    house = house_type(tmp_path_factory.mktemp("attacks"))
    sources: dict[str, str] = {}
    attacks = ATTACKS | HARMLESS
    for number, (name, place) in enumerate(CASES):
        house.suite(f"attack_{number}", CHECKS)
        house.suite(f"honest_{number}", PLAIN)
        sources[f"attack_{number}"] = hostile(attacks[name], str(pytestconfig.rootpath), place)
        sources[f"honest_{number}"] = GOOD
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading, "FULL", Budget(cpu=0.4, idle=0.3, total=2.0))  # an honest check needs a hundredth
        patch.setattr(client, "strongest", lambda: LEVELS[level])
        graded = house.grade(sources)
    found: list[list[tuple[str, float]]]
    found = [[(check.status, check.points) for check in exercise.checks] for exercise in graded]
    return dict(zip(CASES, zip(found[::2], found[1::2], strict=True), strict=True))


@pytest.mark.timeout(180)  # the first of them grades for all
@pytest.mark.parametrize(("name", "place"), [case for case in CASES if case[0] in ATTACKS])
def test_attack_fails_and_harms_nobody(statuses: Statuses, name: str, place: str) -> None:
    """An attack costs the attacker's points and nobody else's, and it is never an error, which would stop a grade."""
    attacker, neighbour = statuses[name, place]
    assert attacker == [("failed", 0)] * 2
    assert neighbour == [("passed", 1)]


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("name", "place"), [case for case in CASES if case[0] in HARMLESS])
def test_nuisance_harms_nobody(statuses: Statuses, level: str, name: str, place: str) -> None:
    """What does not touch the messages leaves right answers right, unless it is refused, and raises."""
    own = [("failed", 0)] if (level, name) in REFUSED else [("passed", 1)]
    assert statuses[name, place] == (own * 2, [("passed", 1)])


def test_forged_recording_of_a_plain_check_is_conceded(house: House, pytestconfig: pytest.Config) -> None:
    """Who answers in the lab's place, all the way, gets a plain check's points; drawn inputs have to be understood."""
    house.suite("alpha", CHECKS)
    answers = """
from grader.protocol import Left, Loaded, Recording, frame
import _socket as socket
import stat
def is_line(number):
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:
        return False
line = next(filter(is_line, range(3, 256)))
mine = socket.socket(fileno=line)
asking = sys._getframe()
while "request" not in asking.f_locals:
    asking = asking.f_back
mine.sendall(frame(Loaded()) if type(asking.f_locals["request"]).__name__ == "Load" else forged())
while size := mine.recv(4):
    body = mine.recv(*struct.unpack("!I", size))
    if b"load" in body[:20]:
        mine.sendall(frame(Loaded()))
    elif b"leave" in body[:20]:
        mine.sendall(frame(Left()))
    elif b"call" in body[:20]:
        mine.sendall(forged())
os._exit(0)
"""
    source = hostile(answers, str(pytestconfig.rootpath), "at import")
    assert [each.status for each in house.verdicts(source)] == ["passed", "failed"]
