"""asyncio: a request that computes in one piece, and one that gives control back by sleep(0)."""

import asyncio

import peer

device = peer.Device()


async def quick():
    begin = peer.now()
    await device.aio(10)
    return int(peer.now() - begin)


async def in_one_piece():
    peer.compute(100)


async def in_pieces():
    for _ in range(20):
        peer.compute(5)
        await asyncio.sleep(0)


async def main():
    whole, _ = await asyncio.gather(quick(), in_one_piece())
    pieces, _ = await asyncio.gather(quick(), in_pieces())
    peer.say(f'whole: {whole} ms, in pieces: {pieces} ms')
    peer.value('whole', whole)
    peer.value('pieces', pieces)


peer.play(asyncio=lambda: asyncio.run(main()))
