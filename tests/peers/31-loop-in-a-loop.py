"""asyncio.run() asks whether a loop runs in this thread: it is refused inside one, whichever made it.

A difference of form: the words of the failure. Those that CPython has are looked for, and baton's are said.
"""

import asyncio

import peer

device = peer.Device()


async def query():
    await device.aio(150)
    return 42


async def main():
    asked = query()
    try:
        peer.say(f'run: {asyncio.run(asked)}')
    except RuntimeError as error:
        if str(error) != 'asyncio.run() cannot be called from a running event loop':
            raise
        asked.close()
        peer.say('a second loop is refused: this thread has one already')
        peer.say(f'awaited: {await asyncio.create_task(query())}')


def uvloop():
    import uvloop
    loop = uvloop.new_event_loop()
    loop.run_until_complete(main())
    loop.close()


def in_a_thread():
    peer.say(f'run: {asyncio.run(query())}')


def threads_beside():
    """A loop runs in the main thread all the while: the other thread has none."""
    async def beside():
        await asyncio.to_thread(in_a_thread)
    asyncio.run(beside())


peer.play(asyncio=lambda: asyncio.run(main()), uvloop=uvloop, threads_beside=threads_beside)
