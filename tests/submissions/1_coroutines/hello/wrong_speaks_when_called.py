"""greet() says hello when it is called, and gives only the rest to be awaited.

fails: hello::test_speaks_when_awaited_and_not_before
diagnosis: too-early
"""

import asyncio


def greet(name, pause):
    print(f"Hello, {name}!")
    return say_goodbye(name, pause)


async def say_goodbye(name, pause):
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
    return asyncio.run(meet(listen, pause))
