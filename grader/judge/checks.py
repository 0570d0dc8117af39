"""The checks of a suite, as pytest has collected them: their ids, promises and points, and the seeds of their draws."""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.judge.sitting import digest

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

EXAMPLES = 25
"""How many examples a drawn check has at least."""

BACKEND = "independent"
"""A backend of Hypothesis's that draws as its own one does, each example for itself. Its own one also looks for
variants of examples that it has had: half as much time again, in which no more mutants of the solutions are caught."""


class SuiteError(Exception):
    """A suite is not as it has to be: its author's mistake, never a learner's."""


@dataclass(frozen=True)
class Check:
    """One check. *promise* is the first line of its docstring, *hidden* whether it is in the hidden suite.

    *given* are the modules that the exercise gives and its submission may import, each by name and text.
    """

    id: str
    topic: str
    promise: str
    hidden: bool
    points: float
    given: tuple[tuple[str, str], ...] = ()


def check_of(item: pytest.Item) -> Check | None:
    """Describe the check that *item* is; None for a test that is none. Raises SuiteError for one that is half one."""
    marker = item.get_closest_marker("points")
    function = getattr(item, "function", None)
    if marker is None or function is None:
        return None
    points = marker.args[0] if len(marker.args) == 1 and not marker.kwargs else None
    if not isinstance(points, int | float) or isinstance(points, bool) or points <= 0:
        raise SuiteError(f"{item.nodeid}: expected @pytest.mark.points(NUMBER above 0), got {marker.args}")
    if not isinstance(_asked_for(item), int):
        raise SuiteError(f"{item.nodeid}: expected @pytest.mark.examples(WHOLE NUMBER), got {_asked_for(item)!r}")
    promise = (inspect.getdoc(_inner(function)) or "").partition("\n")[0].strip()
    if not promise:
        raise SuiteError(f"{item.nodeid}: a check needs a docstring; its first line is the promise shown to learners")
    topic = topic_of(item.path)
    hidden, given = _is_hidden(item.path), _given(item.path.parents[2] / "public" / item.path.parent.name / topic)
    return Check(f"{topic}::{item.name}", topic, promise, hidden, float(points), given)


@functools.cache
def _given(folder: Path) -> tuple[tuple[str, str], ...]:
    """Read the modules that lie in *folder*, which is beside the public suite and called like its topic."""
    return tuple((path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.py")))


def topic_of(path: Path) -> str:
    """Give the topic of the suite at *path*: "gather" for ``test_gather.py``."""
    return path.stem.removeprefix("test_")


def is_drawn(item: pytest.Function) -> bool:
    """Tell whether Hypothesis draws the inputs of *item*."""
    return hasattr(item.obj, "hypothesis")


def prepare_draws(item: pytest.Function, seed: int) -> None:
    """If *item* draws its inputs, make it draw the same ones for the same *seed* and check id, whatever else is loaded.

    A derandomised test would depend on every module that happens to be imported (Hypothesis takes constants from them),
    and its own time limits on how busy the machine is.
    """
    if not is_drawn(item):
        return
    function = item.obj
    import hypothesis
    from hypothesis.internal.conjecture import providers

    providers.AVAILABLE_PROVIDERS[BACKEND] = "hypothesis.internal.conjecture.providers.HypothesisProvider"
    providers._get_local_constants = providers.Constants  # type: ignore[attr-defined]  # noqa: SLF001 (an empty pool)
    # What @seed and @settings would set; as decorators they refuse the second submission of a session.
    function._hypothesis_internal_use_seed = digest(str(seed), item.name, topic_of(item.path))  # noqa: SLF001 (as said)
    function._hypothesis_internal_database_key = b""  # noqa: SLF001 (or it digests the suite's source, for no database)
    function._hypothesis_internal_use_settings = hypothesis.settings(  # noqa: SLF001 (as said)
        max_examples=max(EXAMPLES, _asked_for(item)),
        deadline=None,
        database=None,
        backend=BACKEND,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink],
        suppress_health_check=list(hypothesis.HealthCheck),
    )


def _asked_for(item: pytest.Item) -> Any:
    marker = item.get_closest_marker("examples")
    return (*marker.args, None)[0] if marker else EXAMPLES


def _inner(function: object) -> object:
    handle = getattr(function, "hypothesis", None)
    return handle.inner_test if handle is not None else function


def _is_hidden(path: Path) -> bool:
    return "hidden" in path.parts[-3:-1]
