"""asyncio.run() in a greenlet: its loop waits in the kernel, and gevent's with it (gevent). In a thread of gevent's pool
it holds that thread only (gevent-pool).

A difference of patching: after monkey.patch_all() asyncio's loop waits in gevent's way, and the views go on; but of two
at a time the second is refused, for the running loop is noted by thread (gevent-patched).
"""

import asyncio
import sys

import peer

device = peer.Device()

if sys.argv[1] == 'gevent-patched':
    from gevent import monkey

    monkey.patch_all()


def view(n):
    device.gio(20)
    peer.say(f'view {n} answers')


def view_with_asyncio():
    asyncio.run(asyncio.sleep(0.1))
    peer.say('the view with asyncio answers')


def in_a_thread():
    import gevent

    gevent.get_hub().threadpool.spawn(asyncio.run, asyncio.sleep(0.1)).get()
    peer.say('the view with asyncio answers')


def refused():
    try:
        view_with_asyncio()
    except RuntimeError as error:
        assert 'running event loop' in str(error)
        peer.say('the second is refused')


def play(*others):
    import gevent

    views = [gevent.spawn(view, 1), gevent.spawn(view, 2), *map(gevent.spawn, others), gevent.spawn(view, 3)]
    gevent.joinall(views, raise_error=True)


peer.play(
    gevent=lambda: play(view_with_asyncio),
    gevent_pool=lambda: play(in_a_thread),
    gevent_patched=lambda: play(view_with_asyncio, refused),
)
