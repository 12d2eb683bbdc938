"""Two locks in opposite order: threads, and tasks of asyncio.

A difference: CPython does not find a deadlock, it hangs. Here somebody looks at the clock, and goes.
"""

import asyncio
import os
import threading
import time

import peer

PATIENCE = 0.400


def deadlocked():
    os.write(2, b'result\tdeadlock\n')
    os._exit(0)


def threads():
    fork, knife = threading.Lock(), threading.Lock()

    def eats(first, second, name):
        with first:
            time.sleep(0.100)
            with second:
                peer.say(f'{name} eats')

    for locks in (fork, knife, 'one'), (knife, fork, 'two'):
        threading.Thread(target=eats, args=locks, daemon=True).start()
    time.sleep(PATIENCE)
    deadlocked()


async def main():
    fork, knife = asyncio.Lock(), asyncio.Lock()

    async def eats(first, second, name):
        async with first:
            await asyncio.sleep(0.100)
            async with second:
                peer.say(f'{name} eats')

    both = asyncio.gather(eats(fork, knife, 'one'), eats(knife, fork, 'two'))
    try:
        await asyncio.wait_for(both, PATIENCE)
    except asyncio.TimeoutError:
        deadlocked()


peer.play(threads=threads, asyncio=lambda: asyncio.run(main()))
