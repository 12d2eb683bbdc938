"""Tasks that wait for what asyncio has: a lock that another holds while it sleeps, an event, a queue, all
that is in it, a future, a barrier. One that another function of asyncio executes is cancelled.
"""

import asyncio


def named(coroutine, name):
    task = asyncio.ensure_future(coroutine)
    task.set_name(name)
    return task


async def holds(lock):
    async with lock:  # lock
        await asyncio.sleep(0.02)


async def waits(event):
    await event.wait()  # event


async def takes(queue):
    await queue.get()  # queue


async def done(queue):
    await asyncio.sleep(0.04)
    queue.task_done()
    queue.task_done()


async def joins(queue):
    await queue.join()  # joins


async def meets(meeting, seconds):
    await asyncio.sleep(seconds)
    await meeting.wait()  # meets


async def main():
    lock, event, queue = asyncio.Lock(), asyncio.Event(), asyncio.Queue()
    tasks = [named(holds(lock), "first"), named(holds(lock), "second"), named(waits(event), "third")]
    tasks.append(named(takes(queue), "fourth"))
    await asyncio.sleep(0.05)
    event.set()
    queue.put_nowait(1)
    for task in tasks:
        await task
    queue.put_nowait(2)
    tasks = [named(done(queue), "fifth"), named(joins(queue), "sixth"), named(asyncio.sleep(9), "seventh")]
    answer = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.02, answer.set_result, None)
    await answer  # answer
    tasks.pop().cancel()
    await asyncio.gather(*tasks)  # gather
    if hasattr(asyncio, "Barrier"):
        meeting = asyncio.Barrier(2)
        await asyncio.gather(meets(meeting, 0), meets(meeting, 0.02))


asyncio.run(main())
