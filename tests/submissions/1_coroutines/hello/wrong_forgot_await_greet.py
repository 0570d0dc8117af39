"""The meeting calls greet() without awaiting it, so nobody is greeted.

fails: hello::test_greets_whom_it_meets, hello::test_starts_from_ordinary_code, hello::test_meets_anybody_from_ordinary_code, hello::test_two_meetings_do_not_mix
diagnosis: never-awaited
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
    greet(name, pause)
    return name


def main(listen, pause):
    return asyncio.run(meet(listen, pause))
