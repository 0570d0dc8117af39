"""Both questions are asked before anybody has answered.

fails: hello::test_asks_and_hears_twice, hello::test_greets_whom_it_meets, hello::test_starts_from_ordinary_code, hello::test_meets_anybody_from_ordinary_code
diagnosis: too-early
"""

import asyncio


async def greet(name, pause):
    print(f"Hello, {name}!")
    await asyncio.sleep(pause)
    print(f"Goodbye, {name}!")


async def ask_name(listen):
    print("First name?")
    print("Family name?")
    first = await listen()
    family = await listen()
    return f"{first} {family}"


async def meet(listen, pause):
    name = await ask_name(listen)
    await greet(name, pause)
    return name


def main(listen, pause):
    return asyncio.run(meet(listen, pause))
