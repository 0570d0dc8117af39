"""Libraries that an exercise imports are imported once, by the warm parent, and not where nobody wants them."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, get_args

import pytest

from grader.judge.client import Lab, Start
from grader.protocol import Begin, Call, Limits, Recording, Schedule

if TYPE_CHECKING:
    from typing import Any

SOURCE = "import sys\n\n\ndef main():\n    return [name in sys.modules for name in ('aiohttp', 'bs4')]\n"
STARTS = get_args(Start)


def _imported(lab: Lab) -> Any:
    worker = lab.worker()
    worker.tell(Begin(topic="t", filename="t.py", source=SOURCE, seed=0))
    answer = worker.ask(Call(name="main", arguments=pickle.dumps(((), {})), limits=Limits(), schedule=Schedule()))
    worker.take_leave()
    assert isinstance(answer, Recording)
    return answer.returned


@pytest.mark.parametrize("start", STARTS)
def test_only_what_is_wanted_is_imported(start: Start) -> None:
    """A worker finds what was provided before it started, and nothing else."""
    with Lab(start) as lab:
        assert _imported(lab) == [False, False]
        lab.provide(["aiohttp"])
        lab.provide(("aiohttp",))
        assert _imported(lab) == [True, False]
        lab.provide(["bs4", "no_such_library"])
        assert _imported(lab) == [True, True]


def test_a_lab_that_starts_anew_provides_it_again() -> None:
    """A submission may have killed the warm parent."""
    with Lab() as lab:
        lab.provide(["aiohttp"])
        assert _imported(lab) == [True, False]
        lab.close()
        assert _imported(lab) == [True, False]


def test_a_twin_has_what_the_first_has() -> None:
    """What the warm parent has imported, its fork has imported, too."""
    with Lab() as lab:
        lab.warm_up()
        lab.provide(["aiohttp"])
        assert _imported(lab) == [True, False]
        with lab.twin() as twin:
            twin.provide(["bs4"])
            assert (_imported(twin), _imported(lab)) == ([True, True], [True, False])
