"""Retries: try again, but not for ever.

What goes over a network fails now and then: a line breaks, nobody answers, somebody is busy. Often the next attempt
succeeds. But whoever is overloaded does not recover while everybody asks again at once, and then once more. So wait
before the next attempt, longer after each failure (*exponential backoff*), up to a cap, for nobody wants to wait an
hour because there were ten failures. And if a thousand have failed at the same moment, they should not all come back
at the same moment, either. Chance spreads them (*jitter*):

    for attempt in range(5):
        try:
            return await letter.deliver()
        except HouseIsFlooded:                              # may be over tomorrow. An unknown address will not be
            if attempt == 4:
                raise                                       # the last one: no pause is needed any more
        await asyncio.sleep(DAY * random.uniform(1, 2))     # outside of the try: no error is being handled now

Try again only what may pass. Who is refused, or asks nonsense, will be refused tomorrow, too: such an error belongs to
the caller, at once. And try again only what may be done twice: perhaps a payment arrived, and its receipt got lost.

`ConnectionError` and `TimeoutError` are what mostly passes. Both are an `OSError`, as are `PermissionError` and
`FileNotFoundError`, which do not pass: which of them you name after `except` makes a difference.

A pause is for waiting, so hold nothing meanwhile that others could use: no lock, no permit of a semaphore.

More: https://docs.python.org/3/library/exceptions.html#os-exceptions
"""

import asyncio

# What is worth another attempt: the line to the rover broke, or no answer came. Other errors are final.
MAY_PASS = (ConnectionError, TimeoutError)


def backoff(failures: int, base: float, cap: float, jitter) -> float:
    """Return how many seconds to wait after so many *failures* in a row, one or more.

    That is *base* seconds after the first failure, and after each further one twice as long as before, but never more
    than *cap* seconds. Of that, chance takes its share: ``jitter(seconds)`` makes of it the seconds to wait.
    """
    # TODO: double, cap, and leave the rest to chance.
    raise NotImplementedError("backoff")


async def ask_again(ask, attempts: int, pause):
    """Ask the rover on the moon: return what ``await ask()`` gives, whatever that is, None included.

    If an attempt fails with an error that may pass (`MAY_PASS`), wait ``pause(failures)`` seconds and ask again:
    ``pause(1)`` after the first failure, ``pause(2)`` after the second one. There are *attempts* attempts at most, and
    the error of the last one is raised at once. So is any other error, after whichever attempt. To cancel `ask_again`
    ends it at once.
    """
    # TODO: again and again, but not for ever, and not whatever the error is.
    raise NotImplementedError("ask_again")


async def ask_in_time(ask, patience: float, limit: float, pause):
    """Ask as `ask_again` does, not so and so often, but for *limit* seconds.

    Each attempt gets *patience* seconds: if it has no answer then, it is cancelled, and when it has put things in order
    it has failed, with TimeoutError. When *limit* seconds have passed since the call, no attempt goes on: one that is
    still under way is cancelled in the same way, and TimeoutError is raised. Nobody waits in vain: if a pause would not
    be over before that, the error of the attempt before it is raised at once.
    """
    # TODO: a limit for each attempt, and one for all of them.
    raise NotImplementedError("ask_in_time")


async def ask_all(asks: list, channels: int, attempts: int, pause) -> list:
    """Ask everything in *asks*, each as `ask_again` does, all at the same time. Return the list of outcomes.

    An outcome is the answer or, in its place, the error that `ask_again` raises. There are so many *channels* to the
    moon, at least one: that many attempts may be under way at the same time, and the others wait for a free channel,
    first come, first served. Who pauses needs no channel: others ask meanwhile.
    """
    # TODO: no channel is idle while somebody wants to ask.
    raise NotImplementedError("ask_all")


if __name__ == "__main__":  # play with it: python exercises/7_io/retries.py
    import random
    import time

    def now(start: float = time.perf_counter()) -> str:
        return f"{time.perf_counter() - start:.1f} s"

    def rover(question: str, failures: int, error: Exception, seconds: float = 0.2):
        left = [failures]

        async def ask() -> str:
            print(f"    {now()} {question}")
            await asyncio.sleep(seconds)
            left[0] -= 1
            if left[0] >= 0:
                print(f"    {now()} {question} {error!r}")
                raise error
            return f"{question} Yes."

        return ask

    def pause(failures: int) -> float:
        return backoff(failures, base=0.1, cap=0.5, jitter=lambda seconds: random.uniform(seconds / 2, seconds))

    async def demo() -> None:
        print("To wait after 1, 2, 3, 4, 5 failures:", [round(pause(failures), 2) for failures in range(1, 6)])
        print(await ask_again(rover("Still alive?", 2, ConnectionError("noise")), 5, pause))
        try:
            print(await ask_in_time(rover("Any water?", 99, TimeoutError("silence")), 0.4, 1.0, pause))
        except TimeoutError as error:
            print(f"{now()} Given up: {error!r}")
        questions = [
            rover("Too hot?", 1, ConnectionError("noise")),
            rover("May I drive?", 9, PermissionError("no")),
            rover("Any dust?", 0, OSError()),
        ]
        print(await ask_all(questions, 2, 3, pause))

    asyncio.run(demo())
