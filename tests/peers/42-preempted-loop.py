"""asyncio: three tasks hand over after each fifth of a millisecond; an executor's thread computes beside their loop.

Here it is the interpreter's lock that the loop's thread has to give away, and on one core the kernel as well.
"""

import asyncio

import peer


async def polite(i, stopped):
    longest = 0
    for _ in range(100):
        before = peer.now()
        peer.compute(0.2)
        await asyncio.sleep(0)
        longest = max(longest, int(peer.now() - before))
    peer.say(f'{i}: the longest pause was {longest} ms')
    if longest > 2:
        stopped.append(i)


async def neighbour():
    await asyncio.get_running_loop().run_in_executor(None, peer.compute, 60)


async def main():
    stopped = []
    await asyncio.gather(*[polite(i, stopped) for i in (1, 2, 3)], neighbour())
    peer.value('stopped', len(stopped))


peer.cores(1)
peer.play(asyncio=lambda: asyncio.run(main()))
