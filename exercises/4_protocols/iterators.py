"""Asynchronous iterators: one thing after another, each with a wait.

A `for` takes things that are there. When each of them has yet to arrive, an `async for` waits for it:

    async for number in Countdown(3):
        print(number)                    # 3 after a second, 2 after two seconds, 1 after three

It works with any object that has two methods:

    class Countdown:
        def __init__(self, start):
            self.left = start

        def __aiter__(self):             # a plain `def`: called once, when the loop begins
            return self

        async def __anext__(self):       # awaited for every value
            if self.left == 0:
                raise StopAsyncIteration     # this, and nothing else, ends the loop
            await asyncio.sleep(1)
            self.left -= 1
            return self.left + 1

Nothing is done ahead: while the loop deals with one value, nobody works on the next one. If it is left by `break`, the
next one is never asked for. And one `async for` does only one thing at a time: it *lets* others run while it waits.

Such a Countdown is an *iterator*: it can be used up. What is to be gone through as often as one likes, as a list is,
keeps no place of its own. Its `__aiter__` makes a fresh iterator for each loop, an object of another class, that knows
how far this one loop has come.

To ask for a value without a loop, there are `aiter(thing)`, which is thing.__aiter__(), and `await anext(iterator)`.

More: https://docs.python.org/3/reference/datamodel.html#asynchronous-iterators
"""

import asyncio


async def take(things, count: int) -> list:
    """Return the first *count* of *things*, anything that `async for` can go through, or all if there are fewer.

    No more than *count* of them are asked for: none at all if *count* is 0.
    """
    # TODO: go through them, and stop in time.
    raise NotImplementedError("take")


class Mailbox:
    """An iterator over the letters that come: ``await receive()`` waits for one, and gives None when there are no more.

    Every letter is text, and may be empty. The next one is waited for only when it is asked for. What receive() raises
    reaches whoever asked. After None, receive() is never called again, however often somebody asks for another letter,
    or begins another loop.
    """

    def __init__(self, receive) -> None:
        self.receive = receive

    def __aiter__(self):
        """Return the iterator."""
        # TODO: you may add to __init__.
        raise NotImplementedError("__aiter__")

    async def __anext__(self) -> str:
        """Return the next letter as soon as it is there, or end the loop if there are no more."""
        # TODO: wait for a letter. How will you know that there are no more?
        raise NotImplementedError("__anext__")


class Archive:
    """All the letters of an archive, page by page. Any number of loops may go through it, also at the same time.

    ``await fetch(page)`` gives two things: a list of the letters on that page, which may be empty, and the name of the
    page that follows, or None if it is the last one. The page called *first* is the first one. The lists belong to
    whoever gives them, perhaps to every loop the same ones: nothing is taken out of them.
    """

    def __init__(self, fetch, first: str) -> None:
        self.fetch = fetch
        self.first = first

    def __aiter__(self):
        """Return an iterator over all letters, in order, that begins with the first page and knows of no other loop.

        Each loop fetches every page once, one page at a time, and only when a letter is asked for and those of the
        pages before are used up. What fetch() raises reaches whoever asked. Who asks the same iterator again after
        that may have the page fetched again, or find the loop over: both are fine.
        """
        # TODO: write a class for the iterator, and return a new one.
        raise NotImplementedError("__aiter__")


if __name__ == "__main__":  # play with it: python exercises/4_protocols/iterators.py
    from time import perf_counter

    def now(start: float = perf_counter()) -> str:
        return f"{perf_counter() - start:.1f} s"

    def postman(letters: list[str]):
        left = iter([*letters, None])

        async def receive() -> str | None:
            await asyncio.sleep(0.3)
            return next(left)

        return receive

    async def fetch(page: str) -> tuple[list[str], str | None]:
        await asyncio.sleep(0.3)
        print(f"    {now()} page {page} fetched")
        return {"A": (["dear Ada", "dear Abe"], "B"), "B": ([], "C"), "C": (["dear Cy", "dear Cleo"], None)}[page]

    async def demo() -> None:
        mailbox = Mailbox(postman(["a bill", "a postcard", "an advertisement", "another bill"]))
        print(await take(mailbox, 2), now())
        async for letter in mailbox:
            print(f"    {now()} {letter}")
        archive = Archive(fetch, "A")
        print(await take(archive, 1), now())
        print(await take(archive, 9), now())

    asyncio.run(demo())
