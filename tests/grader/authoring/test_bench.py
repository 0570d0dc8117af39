"""The bench tells what is reached, what is missed, and what cannot be measured yet."""

from __future__ import annotations

import pytest

from tests.authoring.bench import Number, one_run, wall_target


@pytest.mark.parametrize(
    ("exercises", "target"), [(1, 1.2), (4, 1.2), (10, 1.5), (16, 1.8), (26, 2.4), (36, 3), (40, 3)]
)
def test_wall_target_grows_with_the_course(exercises: int, target: float) -> None:
    """The targets for 4, 16 and 36 exercises are joined by lines."""
    assert wall_target(exercises) == target


@pytest.mark.parametrize(
    ("number", "reached"),
    [
        (Number("a", 6, "s", measured=6), True),
        (Number("a", 6, "s", measured=6.1), False),
        (Number("a", 6, "x", most=False, measured=6), True),
        (Number("a", 6, "x", most=False, measured=5), False),
        (Number("a", 6, "s"), None),
    ],
)
def test_number_is_reached_or_not_or_not_yet(number: Number, reached: bool | None) -> None:  # noqa: FBT001
    """A maximum is kept from below, a minimum from above, and what was not measured is neither."""
    assert number.reached is reached


def test_one_run_is_measured_in_the_lab() -> None:
    """A run is one of the lab's, with ten sleeps in nine virtual seconds."""
    assert 0 < one_run(times=3) < 9
