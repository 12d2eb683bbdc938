"""An ASGI application, and the little of a server that it needs: header and body are two awaits."""

import asyncio

import peer

device = peer.Device()


async def application(scope, _receive, send):
    await send({'type': 'http.response.start', 'status': 200, 'headers': []})
    peer.say(f"{scope['client']}: header")
    await send({'type': 'http.response.body', 'body': b'hello'})
    peer.say(f"{scope['client']}: body")


async def send_message(_message):
    await device.aio(20)


async def main():
    await asyncio.gather(*[
        application({'type': 'http', 'client': i}, None, send_message) for i in (1, 2)
    ])


peer.play(asyncio=lambda: asyncio.run(main()))
