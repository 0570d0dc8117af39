"""A worker for each call that may be under way, queues between the steps, and callbacks that collect."""

import asyncio
import functools


async def forecast_all(pool, forecast, regions, days):
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*(loop.run_in_executor(pool, forecast, region, days) for region in regions))


async def report_all(pool, measure, look_up, compare, stations):
    loop, ready, reports = asyncio.get_running_loop(), asyncio.Queue(), [None] * len(stations)

    async def gather_data(number):
        looking_up = loop.run_in_executor(None, look_up, stations[number])
        ready.put_nowait((number, await measure(stations[number]), await looking_up))

    async def use_data():
        while True:
            number, today, former = await ready.get()
            reports[number] = await loop.run_in_executor(pool, compare, today, former)
            ready.task_done()

    workers = [asyncio.create_task(use_data()) for _ in stations]
    await asyncio.gather(*map(gather_data, range(len(stations))))
    await ready.join()
    for worker in workers:
        worker.cancel()
    return reports


async def forecast_until(pool, forecast, regions, days, limit):
    loop, forecasts, complete = asyncio.get_running_loop(), {}, asyncio.Event()

    def collect(region, future):
        if not future.cancelled():
            forecasts[region] = future.result()
        if len(forecasts) == len(regions):
            complete.set()

    for region in regions:
        future = loop.run_in_executor(pool, forecast, region, days)
        future.add_done_callback(functools.partial(collect, region))
    timer = loop.call_later(limit, complete.set)
    await complete.wait()
    timer.cancel()
    return dict(forecasts)
