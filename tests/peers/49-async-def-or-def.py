"""What a server does with its endpoints: an `async def` runs on the loop, a `def` on the default executor."""

import asyncio
import inspect

import peer

device = peer.Device()


async def async_endpoint():
    device.io(100)


def endpoint():
    device.io(100)


async def serve(function):
    if inspect.iscoroutinefunction(function):
        await function()
    else:
        await asyncio.get_running_loop().run_in_executor(None, function)


async def serve_three(function):
    begin = peer.now()
    await asyncio.gather(*[serve(function) for _ in range(3)])
    return int(peer.now() - begin)


async def main():
    on_loop = await serve_three(async_endpoint)
    in_pool = await serve_three(endpoint)
    peer.say(f'async def {on_loop} ms, def {in_pool} ms')
    peer.value('on_loop', on_loop)
    peer.value('in_pool', in_pool)


peer.play(asyncio=lambda: asyncio.run(main()))
