"""Callbacks and protocols that see whoever asks them for something: recorded, nobody else does."""

import asyncio
import functools

seen = []


class Type(type):
    def __getattribute__(cls, name):
        seen.append("type " + name)
        return super().__getattribute__(name)


class Nosy(metaclass=Type):
    def __getattribute__(self, name):
        seen.append("object " + name)
        return super().__getattribute__(name)

    def __call__(self):
        pass

    def method(self):
        pass


class Echo(asyncio.Protocol):
    def __getattribute__(self, name):
        seen.append("protocol " + name)
        return super().__getattribute__(name)

    def connection_made(self, transport):
        transport.write(b"x")

    @property
    def data_received(self):
        seen.append("property")
        return lambda data: None


async def main():
    loop = asyncio.get_running_loop()
    nosy = Nosy()
    for callback in nosy, nosy.method, functools.partial(nosy.method), functools.partial(nosy), Nosy:
        loop.call_soon(callback)
    loop.call_later(0.001, nosy)
    server = await loop.create_server(Echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"hello")
    await reader.read(1)
    while "property" not in seen:
        await asyncio.sleep(0.01)
    writer.close()
    while "protocol connection_lost" not in seen:
        await asyncio.sleep(0.01)
    server.close()


asyncio.run(main())
print("\n".join(seen))
