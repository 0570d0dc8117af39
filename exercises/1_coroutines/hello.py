"""Coroutines: functions that can wait.

A program that waits, for an answer from the network or for somebody to type, usually does nothing else meanwhile. A
coroutine is a function that can wait while the rest of the program goes on.

`async def` defines one. *Calling* it runs nothing, not even its first line: the call makes a coroutine object.
*Awaiting* that object runs it to its end and gives what it returned. `await` works only inside another `async def`;
ordinary code, which cannot await, starts the outermost coroutine with `asyncio.run`, and gets its value.

    async def boil(cups):
        print("kettle on")
        await asyncio.sleep(60 * cups)    # this coroutine waits, others run; time.sleep() would stop them all
        return f"{cups} cups of hot water"

    async def breakfast():
        kettle = boil(2)                  # nothing is printed yet
        water = await kettle              # now it boils; 120 s later, here is the water
        return "tea from " + water

    asyncio.run(breakfast())              # 'tea from 2 cups of hot water'

A coroutine object runs once: for more water, call boil() again.

More: https://docs.python.org/3/library/asyncio-task.html#coroutines
"""

import asyncio


async def greet(name: str, pause: float) -> None:
    """Print "Hello, <name>!" and, *pause* seconds later, "Goodbye, <name>!"."""
    # TODO: say both lines. During the pause, other coroutines must be able to go on.
    raise NotImplementedError("greet")


async def ask_name(listen) -> str:
    """Print "First name?" and hear the answer, then print "Family name?" and hear that. Return both: "Grace Hopper".

    *listen* is a coroutine function without parameters. Each call of it waits for one answer, and returns it, a str.
    """
    # TODO: ask both questions, each when the answer before it has been heard.
    raise NotImplementedError("ask_name")


async def meet(listen, pause: float) -> str:
    """Ask for a name with `ask_name`, `greet` whoever it is, and return the name."""
    # TODO: put the two coroutines above together.
    raise NotImplementedError("meet")


def main(listen, pause: float) -> str:
    """Run `meet` from ordinary code: return, when everything has been said, the name of who was met."""
    # TODO: this is a plain function, and must stay one. Start `meet` from here.
    raise NotImplementedError("main")


if __name__ == "__main__":  # play with it: python exercises/1_coroutines/hello.py
    answers = ["Grace", "Hopper"]

    async def visitor() -> str:
        await asyncio.sleep(1)
        return answers.pop(0)

    print("This was", main(visitor, 1.5))
