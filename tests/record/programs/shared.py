"""Two processes wait for one of each kind; who lets them go on is another."""
import multiprocessing
import sys
import time

from meet import processes_asleep


def wait(kind, thing, told):
    told.send(kind)
    if kind in ("event", "barrier"):
        thing.wait()  # waits
    elif kind == "condition":
        with thing:
            thing.wait()  # condition
    elif kind == "semaphore":
        thing.acquire()  # semaphore
    else:
        with thing:  # lock
            pass


def let(kind, thing):
    if kind == "event":
        thing.set()
    elif kind == "barrier":
        thing.wait()
    elif kind == "condition":
        with thing:
            thing.notify_all()
    elif kind == "semaphore":
        thing.release()
        time.sleep(0.05)
        thing.release()
    else:
        thing.release()


def main():
    context = multiprocessing.get_context(sys.argv[1])
    things = {
        "event": context.Event(),
        "barrier": context.Barrier(3),
        "condition": context.Condition(),
        "semaphore": context.Semaphore(0),
        "lock": context.Lock(),
    }
    things["lock"].acquire()
    for kind, thing in things.items():
        tells, told = context.Pipe(duplex=False)
        waiting = [context.Process(target=wait, args=(kind, thing, told), name=f"{kind}-{n}") for n in "ab"]
        for process in waiting:
            process.start()
        for _ in waiting:
            tells.recv()
        processes_asleep(waiting)
        let(kind, thing)
        for process in waiting:
            process.join()


if __name__ == "__main__":
    main()
