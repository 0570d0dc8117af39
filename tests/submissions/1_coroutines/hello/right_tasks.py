"""Everything runs in a task of its own, which is more than is needed."""

import asyncio


async def greet(name, pause):
    print(f"Hello, {name}!")
    await asyncio.sleep(pause)
    print(f"Goodbye, {name}!")


async def ask_name(listen):
    names = []
    for question in ("First name?", "Family name?"):
        print(question)
        names.append(await asyncio.create_task(listen()))
    return " ".join(names)


async def meet(listen, pause):
    asking = asyncio.create_task(ask_name(listen))
    name = await asking
    greeting = asyncio.create_task(greet(name, pause))
    await greeting
    return asking.result()


def main(listen, pause):
    async def everything():
        return await asyncio.create_task(meet(listen, pause))

    return asyncio.run(everything())
