"""gather: the checks that make sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import job, scenario

seconds = st.integers(1, 60)


@pytest.mark.points(1)
@given(delays=st.lists(seconds, max_size=8))
def test_takes_as_long_as_the_slowest(lab, delays):
    """However many fetches there are, all are under way at once, and together they take as long as the slowest."""
    names = [f"fetch-{number}" for number in range(len(delays))]
    fetches = [job(name, takes=delay, returns=name) for name, delay in zip(names, delays, strict=True)]
    run = lab.call("fetch_all", fetches)
    assert run.returned == names
    assert run.elapsed == max(delays, default=0)
    assert run.peak(*names) == len(names)


@pytest.mark.points(1)
@given(groups=st.dictionaries(st.sampled_from("abcde"), st.lists(seconds, max_size=3), max_size=4))
def test_any_groups_take_as_long_as_the_slowest_page(lab, groups):
    """However many groups there are, and however large, all take as long as the slowest page of all."""
    run = lab.call(
        "fetch_groups",
        {
            group: [job(f"{group}{n}", takes=delay, returns=f"{group}{n}") for n, delay in enumerate(delays)]
            for group, delays in groups.items()
        },
    )
    assert run.returned == {group: [f"{group}{n}" for n in range(len(delays))] for group, delays in groups.items()}
    assert run.elapsed == max((delay for delays in groups.values() for delay in delays), default=0)


@scenario
async def fetched(exercise, fetches):
    return await exercise.fetch_all(fetches)


@pytest.mark.points(1)
def test_order_does_not_depend_on_luck(lab):
    """When several pages arrive in the same instant, or late, their order is still that of the fetches."""
    for run in lab.explore(fetched, [job(name, takes=1, returns=name) for name in "abcde"]):
        assert run.returned == ["a", "b", "c", "d", "e"]
