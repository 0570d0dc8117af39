"""A small course that lacks nothing, for tests to spoil: one exercise, with everything that belongs to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from grader import course as courses
from tests.authoring import contents

ROOT = Path(__file__).resolve().parents[3]

MANIFEST = "exercises/course.toml"
STUB = "exercises/1_rest/nap.py"
SOLUTION = "solutions/1_rest/nap.py"
PUBLIC = "tests/public/1_rest/test_nap.py"
HIDDEN = "tests/hidden/1_rest/test_nap.py"
SUBMISSIONS = "tests/submissions/1_rest/nap"

LESSON = '''"""Naps: rest while others work.

Who naps is not in the way: the others go on.

    async def doze(sheep):
        await asyncio.sleep(45)
        return f"counted {sheep}"

More: https://docs.python.org/3/library/asyncio-task.html#sleeping
"""

import asyncio


async def nap(pause: float, dream: str) -> str:
    """Rest for *pause* seconds, then return *dream*."""
'''

PLAY = """

if __name__ == "__main__":  # play with it
    print(asyncio.run(nap(0.1, "a boat")))
"""

CHECKS = '''"""nap: the checks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st


'''

ALL = "nap::test_rests_and_dreams, nap::test_any_nap"

FILES = {
    MANIFEST: """
python = "3.11"
[parts]
1_rest = "Rest"
2_more = "More"
[tracks]
core = "What everybody needs"

[[exercises]]
topic = "nap"
part = "1_rest"
title = "Naps"
minutes = 5
teaches = ["async def", "asyncio.sleep"]
fidelity = "test_rests_and_dreams"
hints = ["Who waits?", "Look for asyncio.sleep.", "What do you await?"]
""",
    STUB: LESSON + '    # TODO: rest, and tell.\n    raise NotImplementedError("nap")\n' + PLAY,
    SOLUTION: LESSON + "    await asyncio.sleep(pause)\n    return dream\n" + PLAY,
    PUBLIC: CHECKS
    + '''@pytest.mark.points(6)
def test_rests_and_dreams(lab):
    """A nap takes its time and gives its dream."""
    run = lab.call("nap", 3, "a cloud")
    assert run.elapsed == 3
    assert run.returned == "a cloud"
''',
    HIDDEN: CHECKS
    + '''@pytest.mark.points(4)
@given(pause=st.integers(1, 9))
def test_any_nap(lab, pause):
    """However long it is, a nap gives its dream in the end."""
    run = lab.call("nap", pause, "a fish")
    assert run.elapsed == pause
    assert run.returned == "a fish"
''',
    f"{SUBMISSIONS}/right_in_a_task.py": '''"""Sleeps in a task."""

import asyncio


async def nap(pause, dream):
    return await asyncio.create_task(asyncio.sleep(pause, dream))
''',
    f"{SUBMISSIONS}/right_by_limit.py": '''"""Waits for what never comes, up to a limit."""

import asyncio


async def nap(pause, dream):
    try:
        await asyncio.wait_for(asyncio.Event().wait(), pause)
    except TimeoutError:
        return dream
''',
    f"{SUBMISSIONS}/right_by_timer.py": '''"""Has a timer of the loop set a future."""

import asyncio


async def nap(pause, dream):
    loop = asyncio.get_running_loop()
    waking = loop.create_future()
    loop.call_later(pause, waking.set_result, dream)
    return await waking
''',
    f"{SUBMISSIONS}/wrong_name.py": f'''"""Is called otherwise.

fails: {ALL}
diagnosis: missing-function
"""


async def snooze(pause, dream):
    return dream
''',
    f"{SUBMISSIONS}/wrong_signature.py": '''"""Takes no dream.

fails: nap::test_rests_and_dreams,
    nap::test_any_nap
diagnosis: wrong-signature
"""


async def nap(pause):
    return "a cloud"
''',
    f"{SUBMISSIONS}/wrong_import.py": f'''"""Wants what is not there.

fails: {ALL}
diagnosis: import-error
"""

import no_such_module
''',
    f"{SUBMISSIONS}/wrong_syntax_of_tomorrow.py": f'''"""Needs a Python that is not out yet.

fails: {ALL}
diagnosis: wrong-value
requires-python: >=9.9
"""


async def nap(pause, dream):
    return None
''',
    f"{SUBMISSIONS}/wrong_ends_the_process.py": f'''"""Leaves altogether.

fails: {ALL}
diagnosis: ended-itself
crash: yes
"""

import os


async def nap(pause, dream):
    os._exit(3)
''',
}


def write(root: Path) -> Path:
    """Write the course into the folder *root*."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    contents.write(courses.load(root))
    return root


def spoil(root: Path, name: str, old: str, new: str) -> None:
    """Replace *old* by *new* in one file of the course."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} has no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def session(script: str, root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``tests/<script>`` in the course at *root*, as the nox session of that name does."""
    command = [sys.executable, str(ROOT / "tests" / script), *words]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
