"""asyncio: 200 clients, 1 ms apart; a callback for each."""

import asyncio
from functools import partial

import peer

CLIENTS = 200
device = peer.Device(connections=CLIENTS)


class Server:
    def __init__(self):
        self.served = self.inside = self.most = 0
        self.empty = asyncio.get_running_loop().create_future()

    def enter(self):
        self.inside += 1
        self.most = max(self.most, self.inside)

    def leave(self, _=None):
        self.inside -= 1
        self.served += 1
        if self.served == CLIENTS:
            self.empty.set_result(None)


def with_a_callback(server, _):
    def readable():
        asyncio.get_running_loop().remove_reader(connection)
        connection.recv(8)
        server.leave()

    server.enter()
    connection = device.ask(100)
    asyncio.get_running_loop().add_reader(connection, readable)


async def main(arrive):
    loop = asyncio.get_running_loop()
    server, tasks = Server(), []
    begin = loop.time()
    for i in range(CLIENTS):
        loop.call_at(begin + i / 1000, partial(arrive, server, tasks))
    await server.empty
    for name in ('served', 'inside', 'most'):
        peer.value(name, getattr(server, name))


peer.play(asyncio_readers=lambda: asyncio.run(main(with_a_callback)))
