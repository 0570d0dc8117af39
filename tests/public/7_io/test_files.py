"""files: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import by_argument, contents, folder, job, note, scenario

WHALE = "The whale!\n" + "x" * 1_989 + "\n" + "white Whale\n" + "y" * 986 + "\n"
LONG = "The whale!\n" + ("sea " * 4_999 + "sea\n") * 20


@pytest.mark.points(2)
def test_files_are_read_at_the_same_time(lab):
    """Each file is looked through line by line, all of them at the same time, and the loop is free."""
    desk = {"a": WHALE, "b": "whale\n" * 100 + "a whale, a whale", "c": "cod\n" * 500}
    run = lab.play(counted, folder("desk", desk, open=1, read=2), ["a", "b", "c"])
    assert run.blocked == []
    assert run.open_files == []
    assert [run.at(f"desk/{name} started") for name in "abc"] == [0, 0, 0]
    assert run.elapsed == 7
    assert run.returned == [1, 101, 0]
    run = lab.play(counted, folder("desk", {"a": LONG}), ["a"])
    assert run.largest_read <= 65_536
    assert run.returned == [1]


@scenario
async def counted(exercise, desk, names):
    return await exercise.count([f"{desk}/{name}" for name in names], "whale")


@scenario
async def copied(exercise, desk):
    return await exercise.copy(f"{desk}/book", f"{desk}/copy")


@pytest.mark.points(2)
def test_a_copy_is_made_piece_by_piece(lab):
    """A file of any size and content is copied, in pieces, while the loop is free."""
    run = lab.play(copied, folder("desk", {"book": (b"\xff\r\n\x00", 50_000)}, open=1, read=0.01, write=0.01))
    assert run.blocked == []
    assert run.largest_read <= 65_536
    assert run.open_files == []
    assert run.returned == 200_000
    files = run.files("desk")
    assert files.get("copy") == files["book"]


@scenario
async def saved(exercise, desk, page, pages, moments):
    async def dictate():
        for number in range(pages):
            yield await page(number)

    async def look():
        for moment in moments:
            await asyncio.sleep(moment)
            note("book", contents(desk).get("book"))

    looking = asyncio.create_task(look())
    saving = asyncio.create_task(exercise.save(f"{desk}/book", dictate()))
    try:
        await saving
        note("saved")
        note("book", contents(desk).get("book"))
    except OSError as error:
        note(type(error).__name__, str(error))
    await looking


@pytest.mark.points(2)
def test_a_book_is_there_when_it_is_complete(lab):
    """Until the last page has come, the old book is in its place; then the new one is, all of it."""
    page = job("page", takes=by_argument({0: 2, 1: 3, 2: 1}), returns=by_argument({0: "one\n", 1: "two\n", 2: "three"}))
    run = lab.play(saved, folder("desk", {"book": "old"}), page, 3, [1.5, 2, 2])
    assert run.blocked == []
    assert run.notes("book") == ["old", "old", "old", "one\ntwo\nthree"]
    assert run.at("saved") == 6
    assert run.open_files == []
    assert run.files("desk") == {"book": "one\ntwo\nthree"}
    run = lab.play(saved, folder("desk", open=1, write=1), job("page", takes=1, returns="ä" * 3_000), 2, [])
    assert run.blocked == []
    assert run.open_files == []


@pytest.mark.points(2)
def test_a_book_that_fails_changes_nothing(lab):
    """If a page never comes, or the disk is full, the old book is there, and nothing else; the caller gets to know."""
    page = job("page", takes=2, returns="new " * 2_500, raises=by_argument({0: None, 1: OSError("no more ink")}))
    run = lab.play(saved, folder("desk", {"book": "old"}), page, 3, [])
    assert run.at("OSError") == 4
    assert run.notes("OSError") == ["no more ink"]
    assert run.open_files == []
    assert run.files("desk") == {"book": "old"}
    page = job("page", takes=2, returns="new\n")
    run = lab.play(saved, folder("desk", {"book": "old", "other": "o"}, room=5), page, 3, [])
    assert run.notes("OSError") == ["[Errno 28] No space left on device"]
    assert run.open_files == []
    assert run.files("desk") == {"book": "old", "other": "o"}
