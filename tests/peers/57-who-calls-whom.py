"""Three layers on uvloop: one awaits the next, and only the wait of the innermost hands control over."""

import asyncio

import peer

device = peer.Device()


async def endpoint(n):
    await device.aio(30)
    peer.say(f'the endpoint of {n} has its row')


async def fastapi(n):
    peer.say(f'FastAPI has a route for {n}')
    await endpoint(n)
    peer.say(f'FastAPI makes JSON for {n}')


async def server(n):
    peer.say(f'uvicorn has read request {n}')
    await fastapi(n)
    peer.say(f'uvicorn writes answer {n}')


async def main():
    await asyncio.gather(server(1), server(2))


def on_uvloop():
    import uvloop

    loop = uvloop.new_event_loop()
    loop.run_until_complete(main())
    loop.close()


peer.play(uvloop=on_uvloop)
