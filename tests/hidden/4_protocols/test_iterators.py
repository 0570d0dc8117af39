"""iterators: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, by_call, job, note, scenario


@scenario
async def taken(exercise, deliver, count):
    class Parcels:
        def __aiter__(self):
            return self

        async def __anext__(self):
            parcel = await deliver()
            if parcel == "the last one":
                raise StopAsyncIteration
            return parcel

    return await exercise.take(Parcels(), count)


@pytest.mark.points(0.5)
def test_takes_nothing_if_asked_for_nothing(lab):
    """Who wants no things asks for none, and a None among the things is a thing as any other."""
    deliver = job("deliver", takes=2, returns=by_call("clock", None, "vase", "the last one"))
    run = lab.play(taken, deliver, 0)
    assert run.returned == []
    assert run.times("deliver started") == []
    run = lab.play(taken, deliver, 2)
    assert run.returned == ["clock", None]
    assert run.times("deliver started") == [0, 2]


def of_its_own(fetch):
    """Wrap *fetch* so that whoever gets a list may do with it what they like."""

    async def fetch_page(page):
        letters, following = await fetch(page)
        return [*letters], following

    return fetch_page


@scenario
async def read_twice(exercise, fetch, first, read):
    archive = exercise.Archive(of_its_own(fetch), first)
    for _ in range(2):
        seen = []
        async for letter in archive:
            note("letter")
            seen.append(letter)
            await read()
        note("seen", seen)


@pytest.mark.points(2)
@given(sizes=st.lists(st.integers(0, 3), min_size=1, max_size=4))
def test_all_letters_of_any_archive_are_read(lab, sizes):
    """However many pages there are, and however many letters on each, every loop gets all letters, each in time."""
    names = ["west", "north", "south", "east"][: len(sizes)]
    letters = [[f"{name} {number}" for number in range(size)] for name, size in zip(names, sizes, strict=True)]
    pages = dict(zip(names, zip(letters, [*names[1:], None], strict=True), strict=True))
    run = lab.play(read_twice, job("fetch", takes=2, returns=by_argument(pages)), "west", job("read", takes=3))
    assert run.notes("seen") == [[letter for page in letters for letter in page]] * 2
    now, fetched, given_at = 0, [], []
    for size in sizes * 2:
        fetched.append(now)
        now += 2
        for _ in range(size):
            given_at.append(now)
            now += 3
    assert run.times("fetch started") == fetched
    assert run.times("letter") == given_at
    assert run.elapsed == now


@scenario
async def many_readers(exercise, fetch, read):
    archives = [exercise.Archive(of_its_own(fetch), first) for first in ("north", "south")]

    async def read_all(archive):
        seen = []
        async for letter in archive:
            await read()
            seen.append(letter)
        return seen

    return await asyncio.gather(*(read_all(archive) for archive in archives * 2))


@pytest.mark.points(1.5)
def test_loops_do_not_mix_whoever_is_quick(lab):
    """Several loops over two archives each get the letters of theirs, in order, whoever is quick or slow."""
    pages = {"north": (["Ann", "Bob"], "west"), "west": ([], "east"), "east": (["Cid", "Dan"], None)}
    pages |= {"south": (["Eva"], "coast"), "coast": (["Fay"], None)}
    for run in lab.explore(many_readers, job("fetch", takes=2, returns=by_argument(pages)), job("read", takes=1)):
        assert run.returned == [["Ann", "Bob", "Cid", "Dan"], ["Eva", "Fay"]] * 2


@scenario
async def read_until_it_fails(exercise, receive, fetch):
    mailbox, archive = exercise.Mailbox(receive), exercise.Archive(of_its_own(fetch), "north")
    for name, letters in (("mailbox", mailbox), ("archive", archive)):
        try:
            async for _ in letters:
                pass
        except OSError as error:
            note(f"{name} failed", str(error))


@scenario
async def called_away(exercise, receive, fetch):
    async def read_all(letters):
        async for _ in letters:
            pass

    mailbox, archive = exercise.Mailbox(receive), exercise.Archive(of_its_own(fetch), "north")
    readers = [asyncio.create_task(read_all(letters)) for letters in (mailbox, archive)]
    await asyncio.sleep(3.5)
    for reader in readers:
        reader.cancel()
    await asyncio.wait(readers)
    return [reader.cancelled() for reader in readers]


@pytest.mark.points(1)
def test_a_failure_is_no_end(lab):
    """What receiving or fetching raises, an error or a cancellation, reaches the loop, and does not just end it."""
    receive = job("receive", takes=2, returns="news", raises=by_call(None, OSError("no postman")))
    fetch = job("fetch", takes=3, returns=(["Ann"], "north"), raises=by_call(None, OSError("no light")))
    run = lab.play(read_until_it_fails, receive, fetch)
    assert run.at("mailbox failed") == 4
    assert run.notes("mailbox failed") == ["no postman"]
    assert run.at("archive failed") == 10
    assert run.notes("archive failed") == ["no light"]
    receive, fetch = job("receive", takes=2, returns="news"), job("fetch", takes=3, returns=(["Ann"], "north"))
    run = lab.play(called_away, receive, fetch)
    assert run.returned == [True, True]
