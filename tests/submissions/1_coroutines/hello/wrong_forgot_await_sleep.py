"""The pause is never awaited: both lines come at once, and the program ends as if all were well.

fails: hello::test_says_hello_and_later_goodbye, hello::test_others_go_on_during_the_pause, hello::test_greets_whom_it_meets, hello::test_starts_from_ordinary_code, hello::test_greets_anybody_for_any_time, hello::test_speaks_when_awaited_and_not_before, hello::test_meets_anybody_from_ordinary_code
diagnosis: never-awaited
"""

import asyncio


async def greet(name, pause):
    print(f"Hello, {name}!")
    asyncio.sleep(pause)
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
