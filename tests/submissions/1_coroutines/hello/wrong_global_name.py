"""The name is kept in global variables, which two meetings at the same time overwrite for each other.

fails: hello::test_two_meetings_do_not_mix
diagnosis: shared-state
"""

import asyncio


first = family = ""


async def greet(name, pause):
    print(f"Hello, {name}!")
    await asyncio.sleep(pause)
    print(f"Goodbye, {name}!")


async def ask_name(listen):
    global first, family
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
