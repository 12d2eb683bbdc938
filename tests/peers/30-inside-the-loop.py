"""uvloop is libuv: a thread of the pool comes back through call_soon_threadsafe, which is uv_async_send."""

import asyncio

import peer

device = peer.Device()


async def helper(loop, letters):
    def calls_that_block():
        device.io(200)
        loop.call_soon_threadsafe(letters.put_nowait, 1)
        device.io(200)
        loop.call_soon_threadsafe(letters.put_nowait, 2)

    await loop.run_in_executor(None, calls_that_block)


async def reader(letters):
    peer.say(f'letter {await letters.get()}')
    peer.say(f'letter {await letters.get()}')


async def timer():
    for i in range(1, 4):
        await asyncio.sleep(0.150)
        peer.say(f'tick {i}')


async def main():
    letters = asyncio.Queue()
    await asyncio.gather(helper(asyncio.get_running_loop(), letters), reader(letters), timer())


def uvloop():
    import uvloop
    loop = uvloop.new_event_loop()
    loop.run_until_complete(main())
    loop.close()


peer.play(uvloop=uvloop, asyncio=lambda: asyncio.run(main()))
