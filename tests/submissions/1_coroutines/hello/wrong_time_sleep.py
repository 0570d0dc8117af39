"""time.sleep() in a coroutine: the words come at the right times, and nothing else can run meanwhile.

fails: hello::test_others_go_on_during_the_pause
diagnosis: blocked-loop
"""

import asyncio
import time


async def greet(name, pause):
    print(f"Hello, {name}!")
    time.sleep(pause)
    print(f"Goodbye, {name}!")


async def ask_name(listen):
    print("First name?")
    first = await listen()
    print("Family name?")
    family = await listen()
    return f"{first} {family}"


async def meet(listen, pause):
    name = await ask_name(listen)
    await greet(name, pause)
    return name


def main(listen, pause):
    return asyncio.run(meet(listen, pause))
