"""Tasks on uvloop, of which one blocks the loop."""

import asyncio
import time

import uvloop


async def late():
    await asyncio.sleep(0.02)  # sleep


async def held():
    time.sleep(0.05)  # held


async def main():
    tasks = [asyncio.ensure_future(late()), asyncio.ensure_future(held())]
    await tasks[0]  # await
    await tasks[1]


uvloop.install()
asyncio.run(main())
