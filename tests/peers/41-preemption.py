"""One computes, the other wants to speak: a task of asyncio waits for it, a thread does not."""

import asyncio
import threading
import time

import peer


async def polite():
    for _ in range(4):
        await asyncio.sleep(0.005)
    peer.say('polite is done')


async def greedy():
    peer.compute(100)
    peer.say('greedy is done')


async def main():
    await asyncio.gather(polite(), greedy())


def polite_thread():
    for _ in range(4):
        time.sleep(0.005)
    peer.say('polite is done')


def greedy_thread():
    peer.compute(100)
    peer.say('greedy is done')


def threads():
    both = [threading.Thread(target=polite_thread), threading.Thread(target=greedy_thread)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()


peer.cores(1)
peer.play(asyncio=lambda: asyncio.run(main()), threads=threads)
