"""greet() is an ordinary function that really sleeps: it speaks when called, and cannot be awaited.

fails: hello::test_others_go_on_during_the_pause, hello::test_greets_whom_it_meets, hello::test_starts_from_ordinary_code, hello::test_speaks_when_awaited_and_not_before, hello::test_meets_anybody_from_ordinary_code, hello::test_two_meetings_do_not_mix
diagnosis: not-async
"""

import asyncio
import time


def greet(name, pause):
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
