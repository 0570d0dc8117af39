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
    print(f"Hello, {name}!")
    await asyncio.sleep(pause)  # without the await this line makes a coroutine, throws it away, and waits for nothing
    print(f"Goodbye, {name}!")


async def ask_name(listen) -> str:
    """Print "First name?" and hear the answer, then print "Family name?" and hear that. Return both: "Grace Hopper".

    *listen* is a coroutine function without parameters. Each call of it waits for one answer, and returns it, a str.
    """
    print("First name?")
    first = await listen()
    print("Family name?")
    family = await listen()  # a new call: the coroutine that was awaited above is used up
    return f"{first} {family}"


async def meet(listen, pause: float) -> str:
    """Ask for a name with `ask_name`, `greet` whoever it is, and return the name."""
    name = await ask_name(listen)  # await, not asyncio.run(): a loop is running already, or we would not be here
    await greet(name, pause)
    return name


def main(listen, pause: float) -> str:
    """Run `meet` from ordinary code: return, when everything has been said, the name of who was met."""
    return asyncio.run(meet(listen, pause))


if __name__ == "__main__":  # play with it: python solutions/1_coroutines/hello.py
    answers = ["Grace", "Hopper"]

    async def visitor() -> str:
        await asyncio.sleep(1)
        return answers.pop(0)

    print("This was", main(visitor, 1.5))
