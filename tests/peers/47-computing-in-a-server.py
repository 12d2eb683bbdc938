"""asyncio: a request that computes in one piece, and one that gives control back by sleep(0)."""

import asyncio

import peer

device = peer.Device()


async def row(count):
    begin = peer.now()
    await device.aio(10)
    peer.say(f'the row beside the report in {count}')
    return int(peer.now() - begin)


async def report(count):
    for _ in range(count):
        peer.compute(100 / count)
        await asyncio.sleep(0)
    peer.say(f'the report in {count} is done')


async def main():
    whole, _ = await asyncio.gather(row(1), report(1))
    pieces, _ = await asyncio.gather(row(20), report(20))
    peer.say(f'the row took {whole} ms, and {pieces} ms')
    peer.value('whole', whole)
    peer.value('pieces', pieces)


peer.play(asyncio=lambda: asyncio.run(main()))
