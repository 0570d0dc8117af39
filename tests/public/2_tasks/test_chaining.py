"""chaining: the checks that a learner may read."""

import pytest

from grader.judge import by_argument, job


@pytest.mark.points(1.5)
def test_each_photo_goes_its_own_way(lab):
    """Each photo is shrunk as soon as it is there, and uploaded as soon as it is small, wherever the others are."""
    download = job(
        "download",
        takes=by_argument({"sea": 1, "hill": 4, "town": 2}),
        returns=by_argument({"sea": "SEA", "hill": "HILL", "town": "TOWN"}),
    )
    shrink = job(
        "shrink",
        takes=by_argument({"SEA": 4, "HILL": 2, "TOWN": 1}),
        returns=by_argument({"SEA": "s", "HILL": "h", "TOWN": "t"}),
    )
    upload = job(
        "upload",
        takes=by_argument({"s": 1, "h": 3, "t": 1}),
        returns=by_argument({"s": "/photos/s", "h": "/photos/h", "t": "/photos/t"}),
    )
    run = lab.call("publish", ["sea", "hill", "town"], download, shrink, upload)
    assert run.times("shrink started") == [1, 2, 4]
    assert run.times("upload started") == [3, 5, 6]
    assert run.elapsed == 9
    assert run.returned == {"sea": "/photos/s", "hill": "/photos/h", "town": "/photos/t"}


@pytest.mark.points(1)
def test_a_photo_that_fails_is_left_alone(lab):
    """When a step fails, that photo goes no further, and all the others go on."""
    download = job(
        "download",
        takes=by_argument({"sea": 3, "hill": 1, "town": 2}),
        raises=by_argument({"sea": None, "hill": LookupError("no such photo"), "town": None}),
        returns=by_argument({"sea": "SEA", "town": "TOWN"}),
    )
    shrink = job(
        "shrink",
        takes=2,
        raises=by_argument({"SEA": None, "TOWN": ValueError("no image")}),
        returns="s",
    )
    run = lab.call("publish", ["sea", "hill", "town"], download, shrink, job("upload", takes=1, returns="/photos/s"))
    assert run.returned == {"sea": "/photos/s", "hill": None, "town": None}
    assert run.times("shrink started") == [2, 3]
    assert run.times("upload started") == [5]


@pytest.mark.points(1.5)
def test_stories_do_not_wait_for_each_other(lab):
    """Each story's next page is fetched as soon as its last one is there, wherever the other stories are."""
    pages = {
        "fox 1": (2, ("A fox", "fox 2")),
        "fox 2": (1, ("was hungry.", "fox 3")),
        "fox 3": (5, ("The end.", None)),
        "owl 1": (4, ("An owl", "owl 2")),
        "owl 2": (3, ("was not.", None)),
    }
    fetch = job(
        "fetch",
        takes=by_argument({page: takes for page, (takes, _) in pages.items()}),
        returns=by_argument({page: answer for page, (_, answer) in pages.items()}),
    )
    run = lab.call("read_stories", ["fox 1", "owl 1"], fetch)
    assert run.times("fetch started") == [0, 0, 2, 3, 4]
    assert run.elapsed == 8
    assert run.returned == {"fox 1": ["A fox", "was hungry.", "The end."], "owl 1": ["An owl", "was not."]}


@pytest.mark.points(0.5)
def test_a_story_ends_where_it_breaks(lab):
    """When a page cannot be fetched, the pages before it are kept, and the other stories go on."""
    answers = {"fox 1": ("A fox", "fox 2"), "owl 1": ("An owl", "owl 2"), "owl 2": ("was not.", None)}
    fetch = job(
        "fetch",
        takes=by_argument({"fox 1": 1, "fox 2": 1, "owl 1": 3, "owl 2": 2}),
        raises=by_argument({"fox 1": None, "fox 2": ConnectionError("page missing"), "owl 1": None, "owl 2": None}),
        returns=by_argument(answers),
    )
    run = lab.call("read_stories", ["fox 1", "owl 1"], fetch)
    assert run.returned == {"fox 1": ["A fox"], "owl 1": ["An owl", "was not."]}


@pytest.mark.points(1.5)
def test_pages_are_translated_while_others_are_fetched(lab):
    """Each text is translated from the moment when it is there, while the next pages are fetched."""
    fetch = job(
        "fetch",
        takes=by_argument({"page 1": 2, "page 2": 1, "page 3": 3}),
        returns=by_argument({"page 1": ("uno", "page 2"), "page 2": ("due", "page 3"), "page 3": ("tre", None)}),
    )
    translate = job(
        "translate",
        takes=by_argument({"uno": 5, "due": 2, "tre": 3}),
        returns=by_argument({"uno": "one", "due": "two", "tre": "three"}),
    )
    run = lab.call("translate_story", "page 1", fetch, translate)
    assert run.times("fetch started") == [0, 2, 3]
    assert run.times("translate started") == [2, 3, 6]
    assert run.elapsed == 9
    assert run.returned == ["one", "two", "three"]
