"""main() hands out the coroutine instead of running it.

fails: hello::test_starts_from_ordinary_code, hello::test_meets_anybody_from_ordinary_code
diagnosis: not-run
"""

import asyncio


async def greet(name, pause):
    print(f"Hello, {name}!")
    await asyncio.sleep(pause)
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
    return meet(listen, pause)
