"""Gather: wait for many things at once.

An `await` goes on when its coroutine is done, and not before. So coroutines awaited one after another take the *sum* of
their times, however asynchronous each of them is: the second has not even started while the first one waits.

`asyncio.gather` starts everything that it is given, and is done when the last one is: it takes as long as the slowest.
Awaiting it gives a list of what they returned, in the order in which you named them, whoever finished first.

    async def toast(slices):
        await asyncio.sleep(180)
        return f"{slices} slices of toast"

    async def fry(eggs):
        await asyncio.sleep(60 * eggs)
        return f"{eggs} fried eggs"

    side, main = await asyncio.gather(toast(2), fry(4))    # 240 s, not 420; side is the toast

gather() wants its coroutines as separate arguments, not in a list. When you have a list, a `*` in a call takes it
apart: `print(*["a", "b"])` is `print("a", "b")`, and `print(*[])` is `print()`.

More: https://docs.python.org/3/library/asyncio-task.html#running-tasks-concurrently
"""

import asyncio
from collections.abc import Awaitable, Callable

Fetch = Callable[[], Awaitable[str]]  # a coroutine function without parameters: each call fetches a page's text


async def fetch_both(first: Fetch, second: Fetch) -> str:
    """Fetch two pages at the same time, and return the text of the first followed by the text of the second."""
    one, two = await asyncio.gather(first(), second())
    return one + two


async def fetch_all(fetches: list[Fetch]) -> list[str]:
    """Call every fetch of the list *fetches*, all at the same time. Return the pages in the order of that list."""
    # gather() keeps the order of its arguments, and is done at once when there are none: no special cases.
    return await asyncio.gather(*(fetch() for fetch in fetches))


async def fetch_groups(groups: dict[str, list[Fetch]]) -> dict[str, list[str]]:
    """Fetch the pages of all groups at the same time. Return each group's pages, in order, by the group's name.

    With ``{"news": [front, sport], "mail": [inbox]}``, three fetches run at once.
    """
    # A gather of gathers. Awaiting fetch_all() in a loop would start a group only when the one before it is complete.
    pages = await asyncio.gather(*(fetch_all(fetches) for fetches in groups.values()))
    return dict(zip(groups, pages))


if __name__ == "__main__":  # play with it: python solutions/1_coroutines/gather.py
    from time import perf_counter

    def page(text: str, seconds: float):
        async def fetch() -> str:
            await asyncio.sleep(seconds)
            return text

        return fetch

    async def demo() -> None:
        start = perf_counter()
        print(await fetch_both(page("Once upon ", 0.5), page("a time.", 0.3)), f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        print(await fetch_all([page(f"page {n}", n / 10) for n in (6, 2, 4)]), f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        groups = {"news": [page("front", 0.4), page("sport", 0.7)], "mail": [page("inbox", 0.5)]}
        print(await fetch_groups(groups), f"{perf_counter() - start:.1f} s")

    asyncio.run(demo())
