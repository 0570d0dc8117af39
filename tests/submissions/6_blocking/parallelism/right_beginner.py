"""A beginner's: everything by hand, one step after the other, with tasks and lists."""

import asyncio


async def forecast_all(pool, forecast, regions, days):
    loop = asyncio.get_running_loop()
    futures = []
    for region in regions:
        future = loop.run_in_executor(pool, forecast, region, days)
        futures.append(future)
    forecasts = []
    for future in futures:
        result = await future
        forecasts.append(result)
    return forecasts


async def report_all(pool, measure, look_up, compare, stations):
    loop = asyncio.get_running_loop()
    reports = {}

    async def make_one_report(station):
        measuring = asyncio.create_task(measure(station))
        looking_up = loop.run_in_executor(None, look_up, station)
        today = await measuring
        former = await looking_up
        result = await loop.run_in_executor(pool, compare, today, former)
        reports[station] = result

    tasks = []
    for station in stations:
        task = asyncio.create_task(make_one_report(station))
        tasks.append(task)
    for task in tasks:
        await task
    list_of_reports = []
    for station in stations:
        list_of_reports.append(reports[station])
    return list_of_reports


async def forecast_until(pool, forecast, regions, days, limit):
    loop = asyncio.get_running_loop()
    result = {}

    async def forecast_one(region):
        result[region] = await loop.run_in_executor(pool, forecast, region, days)

    tasks = []
    for region in regions:
        task = asyncio.create_task(forecast_one(region))
        tasks.append(task)
    done, pending = await asyncio.wait(tasks, timeout=limit)
    for task in pending:
        task.cancel()
    return result
