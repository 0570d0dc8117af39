"""files: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_call, contents, folder, job, note, scenario


@scenario
async def counted(exercise, desk, names):
    return await exercise.count([f"{desk}/{name}" for name in names], "whale")


@pytest.mark.points(1)
def test_what_cannot_be_read_is_told_apart(lab):
    """A file that is missing, may not be opened or breaks off is told of by None, and does not keep the others."""
    desk = {"a": "whale\n" * 900, "b": "whale", "c": "whale\n" * 500, "empty": ""}
    given = folder("desk", desk, read=1, denied=("b",), broken={"a": 2_000})
    run = lab.play(counted, given, ["a", "none", "b", "c", "empty"])
    assert run.returned == [None, None, None, 500, 0]
    assert run.blocked == []
    assert run.open_files == []
    assert run.elapsed == 3


@scenario
async def copied(exercise, desk):
    return await exercise.copy(f"{desk}/book", f"{desk}/copy")


@scenario
async def copied_until(exercise, desk, moment):
    copying = asyncio.create_task(exercise.copy(f"{desk}/book", f"{desk}/copy"))
    await asyncio.sleep(moment)
    copying.cancel()
    await asyncio.wait([copying])
    note("copying is cancelled" if copying.cancelled() else "copying has a result")
    await asyncio.sleep(60)


@pytest.mark.points(2)
def test_there_is_no_half_copy(lab):
    """If opening, reading or writing fails, or if it is cancelled, there is no copy, and the caller gets to know."""
    book = {"book": (b"0123456789", 20_000)}
    run = lab.play(copied_until, folder("desk", book, read=0.02, write=0.01), 3.5)
    assert run.at("copying is cancelled") is not None
    files = run.files("desk")
    assert files == {"book": files.get("book")}
    assert run.open_files == []
    faulty: list[tuple[dict, tuple[str, str]]] = [
        ({"room": 150_000}, ("OSError", "[Errno 28] No space left on device")),
        ({"broken": {"book": 170_000}}, ("OSError", "[Errno 5] Input/output error")),
        ({"denied": ("book",)}, ("PermissionError", "[Errno 13] Permission denied: 'desk/book'")),
    ]
    for faults, raised in faulty:
        run = lab.play(copied, folder("desk", book, **faults))
        assert run.raised == raised
        assert run.open_files == []
        files = run.files("desk")
        assert files == {"book": files.get("book")}


@scenario
async def saved_until(exercise, desk, page, moment):
    async def dictate():
        for _ in range(3):
            yield await page()

    saving = asyncio.create_task(exercise.save(f"{desk}/book", dictate()))
    await asyncio.sleep(moment)
    saving.cancel()
    await asyncio.wait([saving])
    note("saving is cancelled" if saving.cancelled() else "saving has a result")
    note("book", contents(desk).get("book"))
    await asyncio.sleep(60)


@pytest.mark.points(1)
@given(
    moment=st.integers(0, 8).map(lambda whole: whole + 0.5),
    old=st.sampled_from([{"book": "old"}, {}]),
)
def test_saving_can_be_cancelled_at_any_moment(lab, moment, old):
    """Whenever saving is cancelled, it ends as cancelled, and everything is as it was, and stays so."""
    page = job("page", takes=2, returns=by_call("1" * 200, "2" * 200, "3" * 200))
    run = lab.play(saved_until, folder("desk", old, write=5), page, moment)
    if moment < 6 or run.at("saving is cancelled"):
        assert run.at("saving is cancelled") is not None
        assert run.files("desk") == old
        assert run.notes("book") == [old.get("book")]
    else:
        assert run.files("desk") == {"book": "1" * 200 + "2" * 200 + "3" * 200}
    assert run.open_files == []


@scenario
async def saved_together(exercise, desk, books):
    async def dictate(page):
        for number in range(3):
            yield await page(number)

    await asyncio.gather(*(exercise.save(f"{desk}/{name}", dictate(page)) for name, page in books))


@pytest.mark.points(1)
def test_books_do_not_mix(lab):
    """Books that are saved at the same time, also at the same path, are each saved whole."""
    long, short = job("long", takes=2, returns="a" * 300), job("short", takes=2, returns="b" * 100)
    books = [("book", long), ("other", short), ("book", short)]
    for run in lab.explore(saved_together, folder("desk", {"book": "old"}), books, schedules=10):
        files = run.files("desk")
        assert files in [{"book": book, "other": "b" * 300} for book in ("a" * 900, "b" * 300)]
