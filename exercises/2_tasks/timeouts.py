"""Timeouts: wait, but not for ever.

An `await` waits for as long as it takes. Who has promised an answer by noon must say how long is long enough:

    async def go_to_work(bus):
        try:
            async with asyncio.timeout(600):    # seconds, for all that happens inside, together
                await walk_to_the_stop()
                await bus.arrives()
        except TimeoutError:
            await walk_all_the_way()

`async with` is a `with` that may wait when it is entered and when it is left. For a single thing to wait for there is
also `await asyncio.wait_for(bus.arrives(), 600)`, which gives what the thing returned, or raises TimeoutError.

When the time is up, the work is *cancelled*: the `await` at which it stands raises CancelledError, so that its
`finally` blocks can clean up. When that is done, and not before, TimeoutError comes out of the `async with` or of
wait_for(). It is Python's own TimeoutError; `asyncio.TimeoutError` is another name for it.

So let CancelledError pass. `except Exception` lets it: CancelledError is no Exception. A bare `except:` stops it, and
the work goes on, from now on without any limit.

A limit counts from where it begins. Three steps of at most 10 s each may take 30 s; three steps inside *one* limit of
10 s share it, and what the first one takes is lost to the others.

More: https://docs.python.org/3/library/asyncio-task.html#timeouts
"""

import asyncio


async def ask(question, limit: float, fallback: str) -> str:
    """Return the answer to *question*, or *fallback* if there is none after *limit* seconds.

    *question* is a coroutine function without parameters, as every question here: each call asks, and gives the answer.
    When `ask` is over, a question that took too long has been stopped and has cleaned up. One that fails, with a
    ConnectionError for instance, is not late: its error reaches the caller. (No question raises a TimeoutError itself.)
    """
    # TODO: wait for the answer, but not for ever.
    raise NotImplementedError("ask")


async def interview(questions: list, limit: float) -> list[str | None]:
    """Ask one question after another. Return the answers in order, with None for a question that raised an error.

    *limit* seconds are for the whole interview. When they are over, the question under way is stopped, no other one is
    asked, and the caller gets a TimeoutError.
    """
    # TODO: a question that fails does not end the interview; the limit does.
    raise NotImplementedError("interview")


async def survey(invite, ask_one, limit: float) -> dict[str, str]:
    """Invite people, ask all who come at the same time, and return the answers that came within *limit*, by name.

    ``await invite()`` gives a list of names, ``await ask_one(name)`` that person's answer. The *limit* seconds begin
    with the invitation. Who has not answered when they are over is stopped and left out; if there is nothing yet, not
    even the names, the result is {}. When everybody has answered, there is nothing more to wait for.
    """
    # TODO: one limit for both stages, and nothing lost that came in time.
    raise NotImplementedError("survey")


if __name__ == "__main__":  # play with it: python exercises/2_tasks/timeouts.py
    from time import perf_counter

    def question(answer: str, seconds: float):
        async def think() -> str:
            try:
                await asyncio.sleep(seconds)
            except asyncio.CancelledError:
                print(f"    (stopped thinking about {answer!r})")
                raise
            return answer

        return think

    async def invite() -> list[str]:
        await asyncio.sleep(0.3)
        return ["Ada", "Grace", "Bo"]

    async def ask_one(name: str) -> str:
        return await question(f"{name} likes tea", 0.2 * len(name))()

    async def demo() -> None:
        start = perf_counter()
        print(await ask(question("42", 0.2), 0.5, "no idea"), f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        print(await ask(question("43", 9), 0.5, "no idea"), f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        try:
            print(await interview([question("red", 0.3), question("blue", 0.3), question("green", 0.3)], 0.8))
        except TimeoutError:
            print(f"The interview took too long, {perf_counter() - start:.1f} s")
        start = perf_counter()
        print(await survey(invite, ask_one, 1.2), f"{perf_counter() - start:.1f} s")

    asyncio.run(demo())
