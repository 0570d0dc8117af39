"""gather: the checks that a learner may read."""

import pytest

from grader.judge import job


@pytest.mark.points(1)
def test_two_pages_at_the_same_time(lab):
    """Two pages are fetched at the same time, and put together in the order asked for."""
    run = lab.call("fetch_both", job("a", takes=3, returns="To be, "), job("b", takes=2, returns="or not."))
    assert run.overlap("a", "b") == 2
    assert run.elapsed == 3
    assert run.returned == "To be, or not."


@pytest.mark.points(1)
def test_pages_come_in_the_order_of_the_fetches(lab):
    """The pages come in the order of the fetches, whichever is there first."""
    run = lab.call(
        "fetch_all",
        [job("a", takes=3, returns="A"), job("b", takes=1, returns="B"), job("c", takes=2, returns="C")],
    )
    assert run.returned == ["A", "B", "C"]


@pytest.mark.points(0.5)
def test_fetches_overlap(lab):
    """Every fetch starts before the first one finishes, so that together they take as long as the slowest."""
    run = lab.call(
        "fetch_all",
        [job("a", takes=4, returns="A"), job("b", takes=1, returns="B"), job("c", takes=3, returns="C")],
    )
    assert run.overlap("a", "b") == 1
    assert run.overlap("a", "c") == 3
    assert run.elapsed == 4
    run = lab.call("fetch_all", [job("page", takes=2, returns="P")] * 60)
    assert run.peak("page") == 60


@pytest.mark.points(0.5)
def test_one_fetch_or_none(lab):
    """One fetch gives a list of one page, and no fetches give an empty list at once."""
    run = lab.call("fetch_all", [job("a", takes=2, returns="A")])
    assert run.returned == ["A"]
    run = lab.call("fetch_all", [])
    assert run.returned == []
    assert run.elapsed == 0


@pytest.mark.points(1)
def test_groups_do_not_wait_for_each_other(lab):
    """All groups are fetched at the same time, and every page is found under its group."""
    run = lab.call(
        "fetch_groups",
        {
            "trees": [job("oak", takes=3, returns="tall")],
            "fruit": [job("plum", takes=4, returns="blue"), job("apple", takes=2, returns="red")],
        },
    )
    assert run.overlap("oak", "plum") == 3
    assert run.elapsed == 4
    assert run.returned == {"trees": ["tall"], "fruit": ["blue", "red"]}
