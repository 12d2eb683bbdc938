#include "config.h"

#include "python/helpers.h"

#define USES(helper) (UINT64_C(1) << (helper))

static const struct {
    unsigned imports;
    uint64_t uses;
    const char *text;
} helpers[HELPER_COUNT] = {
    [HELPER_NOW] = {IMPORT_TIME, 0,
                    "begin = time.monotonic()\n"
                    "\n\n"
                    "def now():\n"
                    "    \"\"\"Milliseconds since the beginning.\"\"\"\n"
                    "    return int((time.monotonic() - begin) * 1000)\n"},
    [HELPER_INT64] = {0, 0,
                      "def int64(n):\n"
                      "    \"\"\"The numbers of a scenario have 64 bits.\"\"\"\n"
                      "    if not -2**63 <= n < 2**63:\n"
                      "        raise OverflowError(f\"overflow: {n}\")\n"
                      "    return n\n"},
    [HELPER_DIV] = {0, 0,
                    "def div(a, b):\n"
                    "    \"\"\"Division that truncates; `//` rounds down.\"\"\"\n"
                    "    if b == 0:\n"
                    "        raise ZeroDivisionError(\"division by zero\")\n"
                    "    quotient = abs(a) // abs(b)\n"
                    "    return quotient if (a < 0) == (b < 0) else -quotient\n"},
    [HELPER_REM] = {0, USES(HELPER_DIV),
                    "def rem(a, b):\n"
                    "    \"\"\"What div() leaves: it has the sign of a; that of `%` is b's.\"\"\"\n"
                    "    return a - b * div(a, b)\n"},
    [HELPER_INT64_OF] =
        {0, USES(HELPER_DIV),
         "def int64(a, sign, b):\n"
         "    \"\"\"The numbers of a scenario have 64 bits: a failure says what was "
         "computed.\"\"\"\n"
         "    if sign == \"/\":\n"
         "        n = div(a, b)\n"
         "    else:\n"
         "        n = a * b if sign == \"*\" else a + b if sign == \"+\" else (a or 0) - b\n"
         "    if not -2**63 <= n < 2**63:\n"
         "        computed = f\"-({b})\" if a is None else f\"{a} {sign} {b}\"\n"
         "        raise OverflowError(f\"overflow: {computed}\")\n"
         "    return n\n"},
    [HELPER_SECONDS] = {0, 0,
                        "def seconds(amount, unit):\n"
                        "    \"\"\"A duration that is computed, in seconds.\"\"\"\n"
                        "    if amount < 0:\n"
                        "        raise ValueError(f\"a duration cannot be negative: {amount}\")\n"
                        "    return amount / unit\n"},
    [HELPER_SEVERAL] =
        {0, 0,
         "class Several:\n"
         "    \"\"\"Several by one name, numbered from 1.\"\"\"\n"
         "\n"
         "    def __init__(self, name, items):\n"
         "        self.name = name\n"
         "        self.items = items\n"
         "\n"
         "    def place(self, number):\n"
         "        if not 1 <= number <= len(self.items):\n"
         "            raise RuntimeError(f\"there is no {self.name}[{number}]: \"\n"
         "                               f\"{self.name}[1] to {self.name}[{len(self.items)}]\")\n"
         "        return number - 1\n"
         "\n"
         "    def __getitem__(self, number):\n"
         "        return self.items[self.place(number)]\n"
         "\n"
         "    def __setitem__(self, number, item):\n"
         "        self.items[self.place(number)] = item\n"},
    [HELPER_COMPUTE] =
        {IMPORT_TIME, 0,
         "def compute(seconds):\n"
         "    \"\"\"Keeps the CPU busy until this thread has had that much of it.\"\"\"\n"
         "    end = time.thread_time() + seconds\n"
         "    while time.thread_time() < end:\n"
         "        pass\n"},
    [HELPER_QUIT] = {IMPORT_OS | IMPORT_SYS, 0,
                     "def quit_now():\n"
                     "    \"\"\"Ends the program at once, whatever is still running.\"\"\"\n"
                     "    sys.stdout.flush()\n"
                     "    os._exit(0)\n"},
    [HELPER_QUIT_FAILED] =
        {IMPORT_OS | IMPORT_SYS, 0,
         "def quit_failed(why):\n"
         "    \"\"\"An assert does not hold: ends the program at once. No handler sees it.\"\"\"\n"
         "    sys.stdout.flush()\n"
         "    print(why, file=sys.stderr, flush=True)\n"
         "    os._exit(1)\n"},
    [HELPER_ENDED] = {0, 0, "ended = []  # tasks, in the order in which they ended\n"},
    [HELPER_START] =
        {IMPORT_ASYNCIO | IMPORT_COLLECTIONS, 0,
         "counts = collections.Counter()\n"
         "\n\n"
         "def start(body, *args, group=asyncio, run=None):\n"
         "    \"\"\"A task with a name of its own: worker, worker 2, ...\"\"\"\n"
         "    counts[body] += 1\n"
         "    name = body.__name__ + (f\" {counts[body]}\" if counts[body] > 1 else \"\")\n"
         "    coroutine = run(body, *args) if run else body(*args)\n"
         "    return group.create_task(coroutine, name=name)\n"},
    [HELPER_RESULT_OF] =
        {IMPORT_ASYNCIO, 0,
         "async def result_of(task, shielded=False):\n"
         "    \"\"\"Awaits a task; one that was cancelled is a failure here.\"\"\"\n"
         "    cancelling = asyncio.current_task().cancelling()\n"
         "    try:\n"
         "        return await (asyncio.shield(task) if shielded else task)\n"
         "    except asyncio.CancelledError:\n"
         "        if task.cancelled() and asyncio.current_task().cancelling() == cancelling:\n"
         "            raise RuntimeError(f\"{task.get_name()} was cancelled\") from None\n"
         "        raise\n"},
    [HELPER_REPORTED] =
        {IMPORT_ASYNCIO, USES(HELPER_RESULT_OF),
         "async def reported(task, started, shielded=False):\n"
         "    \"\"\"As result_of(); `await all` and `await any` do not ask it again.\"\"\"\n"
         "    try:\n"
         "        return await result_of(task, shielded)\n"
         "    finally:\n"
         "        if task.done() and task in started:\n"
         "            started.remove(task)\n"},
    [HELPER_WAIT_ALL] =
        {IMPORT_ASYNCIO, 0,
         "async def wait_all(tasks, limit=None):\n"
         "    \"\"\"Waits for all of them; then fails as the first that failed.\"\"\"\n"
         "    running = [task for task in tasks if not task.done()]\n"
         "    if running and limit is not None:\n"
         "        _, late = await asyncio.wait(running, timeout=limit)\n"
         "        if late:\n"
         "            raise RuntimeError(\"timed out\")\n"
         "    while running and limit is None:\n"
         "        await asyncio.gather(*running, return_exceptions=True)\n"
         "        running = [task for task in tasks if not task.done()]\n"
         "    ended = [task for task in tasks if task.done()]\n"
         "    tasks[:] = [task for task in tasks if task not in ended]\n"
         "    for task in ended:\n"
         "        if not task.cancelled() and task.exception():\n"
         "            raise task.exception()\n"},
    [HELPER_FIRST_ENDED] =
        {IMPORT_ASYNCIO, USES(HELPER_ENDED) | USES(HELPER_RESULT_OF),
         "async def first_ended(tasks, started, limit=None):\n"
         "    \"\"\"The value of the first that ends; the others go on.\"\"\"\n"
         "    if not tasks:\n"
         "        raise RuntimeError(\"await any: there is no started task left to wait for\")\n"
         "    running = [task for task in tasks if not task.done()]\n"
         "    if len(running) == len(tasks):\n"
         "        await asyncio.wait(tasks, timeout=limit, return_when=asyncio.FIRST_COMPLETED)\n"
         "    if not any(task.done() for task in tasks):\n"
         "        raise RuntimeError(\"timed out\")\n"
         "    first = next(task for task in ended + tasks if task in tasks and task.done())\n"
         "    if first in started:\n"
         "        started.remove(first)\n"
         "    return await result_of(first)\n"},
    [HELPER_GROUP] = {IMPORT_ASYNCIO | IMPORT_CONTEXTLIB, 0,
                      "@contextlib.asynccontextmanager\n"
                      "async def open_group():\n"
                      "    \"\"\"A TaskGroup that fails as the first of its tasks did.\"\"\"\n"
                      "    try:\n"
                      "        async with asyncio.TaskGroup() as group:\n"
                      "            yield group\n"
                      "    except ExceptionGroup as failures:\n"
                      "        raise failures.exceptions[0] from None\n"},
    [HELPER_WITH_CALLBACKS] =
        {IMPORT_ASYNCIO | IMPORT_ITERTOOLS, 0,
         "async def with_callbacks(body, *args):\n"
         "    \"\"\"A task that has ended when its body and all that it left behind have.\"\"\"\n"
         "    callbacks, values, raised = [], [], []\n"
         "    for part in itertools.chain([body(*args, callbacks)], callbacks):\n"
         "        try:\n"
         "            values.append(await part)\n"
         "        except asyncio.CancelledError as cancelled:\n"
         "            raised.append(cancelled)\n"
         "            for callback in callbacks:\n"
         "                callback.cancel()\n"
         "        except Exception as failure:\n"
         "            raised.append(failure)\n"
         "    for first in raised:\n"
         "        raise first\n"
         "    return values[0]\n"},
    [HELPER_LATER] = {IMPORT_ASYNCIO, 0,
                      "async def later(seconds, coroutine):\n"
                      "    \"\"\"It arrives from outside, so much after the beginning.\"\"\"\n"
                      "    await asyncio.sleep(seconds)\n"
                      "    return await coroutine\n"},
    [HELPER_RESUME] =
        {IMPORT_INSPECT, 0,
         "def resume(generator, value=0):\n"
         "    \"\"\"What it yields next, or returns.\"\"\"\n"
         "    state = inspect.getgeneratorstate(generator)\n"
         "    if state == inspect.GEN_CLOSED:\n"
         "        raise RuntimeError(f\"the generator {generator.__name__} has ended\")\n"
         "    try:\n"
         "        return generator.send(None if state == inspect.GEN_CREATED else value)\n"
         "    except StopIteration as end:\n"
         "        return end.value or 0\n"},
    [HELPER_THROW] =
        {IMPORT_INSPECT, 0,
         "def throw(generator, text):\n"
         "    \"\"\"Resumes it with a failure at its yield.\"\"\"\n"
         "    if inspect.getgeneratorstate(generator) == inspect.GEN_CLOSED:\n"
         "        raise RuntimeError(f\"the generator {generator.__name__} has ended\")\n"
         "    try:\n"
         "        return generator.throw(RuntimeError(text))\n"
         "    except StopIteration as end:\n"
         "        return end.value or 0\n"},
    [HELPER_SAY] = {IMPORT_SYS, 0,
                    "def say(text):\n"
                    "    \"\"\"One write: nothing comes between a line and its end.\"\"\"\n"
                    "    sys.stdout.write(f\"{text}\\n\")\n"
                    "    sys.stdout.flush()\n"},
    [HELPER_WAIT_UNTIL] =
        {IMPORT_TIME, 0,
         "begin = time.monotonic()\n"
         "\n\n"
         "def wait_until(seconds):\n"
         "    \"\"\"So much after the beginning; at once, if that is over.\"\"\"\n"
         "    time.sleep(max(0, begin + seconds - time.monotonic()))\n"},
    [HELPER_NOT_HANDLED_CALLED] =
        {IMPORT_TRACEBACK, 0,
         "result = \"ok\"\n"
         "\n\n"
         "def not_handled(failure):\n"
         "    \"\"\"A task has failed, and nobody has asked how it ended.\"\"\"\n"
         "    global result\n"
         "    result = \"failed\"\n"
         "    traceback.print_exception(failure)\n"},
    [HELPER_LEAVE] = {IMPORT_THREADING, 0,
                      "def leave(callback, *args):\n"
                      "    \"\"\"A thread that waits for the answer, and then calls back.\"\"\"\n"
                      "    thread = threading.Thread(target=callback, args=args)\n"
                      "    thread.start()\n"
                      "    return thread\n"},
    [HELPER_LEAVE_FAILING] =
        {IMPORT_THREADING, 0,
         "class leave(threading.Thread):\n"
         "    \"\"\"A thread that waits for the answer, and then calls back.\"\"\"\n"
         "\n"
         "    failure = None\n"
         "\n"
         "    def __init__(self, callback, *args):\n"
         "        super().__init__(target=callback, args=args)\n"
         "        self.start()\n"
         "\n"
         "    def run(self):\n"
         "        try:\n"
         "            super().run()\n"
         "        except Exception as failure:\n"
         "            self.failure = failure\n"},
    [HELPER_WITH_CALLBACKS_CALLED] =
        {0, 0,
         "def with_callbacks(body, *args):\n"
         "    \"\"\"It has ended when the body and all that it left behind have.\"\"\"\n"
         "    callbacks = []\n"
         "    try:\n"
         "        return body(*args, callbacks)\n"
         "    finally:\n"
         "        for callback in callbacks:\n"
         "            callback.join()\n"},
    [HELPER_WITH_CALLBACKS_FAILING] =
        {0, 0,
         "def with_callbacks(body, *args):\n"
         "    \"\"\"It has ended when the body and all that it left behind have.\"\"\"\n"
         "    callbacks = []\n"
         "    try:\n"
         "        value = body(*args, callbacks)\n"
         "    finally:\n"
         "        for callback in callbacks:\n"
         "            callback.join()\n"
         "    for callback in callbacks:\n"
         "        if callback.failure:\n"
         "            raise callback.failure\n"
         "    return value\n"},
    [HELPER_TASK] = {IMPORT_FUTURES, 0,
                     "class Task(concurrent.futures.Future):\n"
                     "    \"\"\"What comes of a call; it knows whether anybody has asked.\"\"\"\n"
                     "\n"
                     "    asked = False\n"
                     "\n"
                     "    def run(self, function, *args):\n"
                     "        try:\n"
                     "            self.set_result(function(*args))\n"
                     "        except Exception as failure:\n"
                     "            self.set_exception(failure)\n"
                     "\n"
                     "    def result(self, timeout=None):\n"
                     "        try:\n"
                     "            return super().result(timeout)\n"
                     "        finally:\n"
                     "            self.asked = self.done()\n"
                     "\n"
                     "    def exception(self, timeout=None):\n"
                     "        self.asked = True\n"
                     "        return super().exception(timeout)\n"},
    [HELPER_START_TASK] = {0, USES(HELPER_TASK) | USES(HELPER_ENDED),
                           "def start(function, *args):\n"
                           "    \"\"\"Calls it at once; what came of it is in the future.\"\"\"\n"
                           "    task = Task()\n"
                           "    task.add_done_callback(ended.append)\n"
                           "    begun.append(task)\n"
                           "    task.run(function, *args)\n"
                           "    return task\n"},
    [HELPER_START_IN_POOL] =
        {0, 0,
         "def start(function, *args):\n"
         "    \"\"\"A thread of the pool for it; its value will be in the future.\"\"\"\n"
         "    task = pool.submit(function, *args)\n"
         "    begun.append(task)\n"
         "    return task\n"},
    [HELPER_START_TASK_IN_POOL] =
        {0, USES(HELPER_TASK) | USES(HELPER_ENDED),
         "def start(function, *args):\n"
         "    \"\"\"A thread of the pool for it; its value will be in the future.\"\"\"\n"
         "    task = Task()\n"
         "    task.add_done_callback(ended.append)\n"
         "    begun.append(task)\n"
         "    pool.submit(task.run, function, *args)\n"
         "    return task\n"},
    [HELPER_NEXT_NUMBER] = {IMPORT_MULTIPROCESSING, 0,
                            "def next_number(counter):\n"
                            "    \"\"\"All processes count together.\"\"\"\n"
                            "    with counter.get_lock():\n"
                            "        counter.value += 1\n"
                            "        return counter.value\n"},
    [HELPER_PROCESS] =
        {IMPORT_MULTIPROCESSING, 0,
         "class start(multiprocessing.get_context(\"fork\").Process):\n"
         "    \"\"\"A process for a call; its value, or its failure, comes back through a "
         "pipe.\"\"\"\n"
         "\n"
         "    def __init__(self, function, *args):\n"
         "        super().__init__()\n"
         "        self.function, self.args, self.answer = function, args, None\n"
         "        self.receiver, self.sender = multiprocessing.Pipe(duplex=False)\n"
         "        self.start()\n"
         "        self.sender.close()\n"
         "\n"
         "    def run(self):\n"
         "        try:\n"
         "            self.sender.send((self.function(*self.args), None))\n"
         "        except Exception as failure:\n"
         "            self.sender.send((None, failure))\n"
         "\n"
         "    def done(self):\n"
         "        return bool(self.answer) or self.receiver.poll()\n"
         "\n"
         "    def result(self, limit=None):\n"
         "        if not self.answer and not self.receiver.poll(limit):\n"
         "            raise TimeoutError\n"
         "        self.answer = self.answer or self.receiver.recv()\n"
         "        value, failure = self.answer\n"
         "        if failure:\n"
         "            raise failure\n"
         "        return value\n"},
    [HELPER_PROCESS_FAILING] =
        {IMPORT_MULTIPROCESSING | IMPORT_SIGNAL | IMPORT_SYS | IMPORT_TIME,
         USES(HELPER_NOT_HANDLED_CALLED),
         "begun = []  # by this process\n"
         "\n\n"
         "class start(multiprocessing.get_context(\"fork\").Process):\n"
         "    \"\"\"A process for a call; its value, or its failure, comes back through a "
         "pipe.\"\"\"\n"
         "\n"
         "    def __init__(self, function, *args):\n"
         "        super().__init__()\n"
         "        self.function, self.args, self.answer, self.asked = function, args, None, False\n"
         "        self.receiver, self.sender = multiprocessing.Pipe(duplex=False)\n"
         "        begun.append(self)\n"
         "        self.start()\n"
         "        self.sender.close()\n"
         "\n"
         "    def run(self):\n"
         "        begun.clear()\n"
         "        try:\n"
         "            value = self.function(*self.args)\n"
         "            self.sender.send((value, None, time.monotonic()))\n"
         "        except Exception as failure:\n"
         "            self.sender.send((None, failure, time.monotonic()))\n"
         "        wait_for_begun()\n"
         "        sys.exit(0 if result == \"ok\" else 1)\n"
         "\n"
         "    def wait(self, limit=None):\n"
         "        if self.answer:\n"
         "            return\n"
         "        if not multiprocessing.connection.wait([self.receiver, self.sentinel], limit):\n"
         "            raise TimeoutError\n"
         "        try:\n"
         "            self.answer = self.receiver.recv()\n"
         "        except EOFError:\n"
         "            self.join()\n"
         "            how = \"was cancelled\" if self.exitcode == -signal.SIGTERM else "
         "\"crashed\"\n"
         "            failure = RuntimeError(f\"{self.function.__name__} {how}\")\n"
         "            self.answer = None, failure, time.monotonic()\n"
         "\n"
         "    def done(self):\n"
         "        return bool(self.answer) or self.receiver.poll()\n"
         "\n"
         "    def result(self, limit=None):\n"
         "        self.wait(limit)\n"
         "        self.asked = True\n"
         "        value, failure, _ = self.answer\n"
         "        if failure:\n"
         "            raise failure\n"
         "        return value\n"
         "\n"
         "\n"
         "def wait_for_begun():\n"
         "    \"\"\"Who has failed, or began one that did, is known at its end.\"\"\"\n"
         "    global result\n"
         "    for task in begun:\n"
         "        task.wait()\n"
         "        task.join()\n"
         "        if task.exitcode == -signal.SIGTERM and not task.asked:\n"
         "            continue\n"
         "        if task.answer[1] and not task.asked:\n"
         "            not_handled(task.answer[1])\n"
         "        elif task.exitcode != 0:\n"
         "            result = \"failed\"\n"},
    [HELPER_REPORTED_CALLED] =
        {0, 0,
         "def reported(task, started, limit=None):\n"
         "    \"\"\"Its value; `await all` and `await any` do not ask it again.\"\"\"\n"
         "    try:\n"
         "        return task.result(limit)\n"
         "    finally:\n"
         "        if task.done() and task in started:\n"
         "            started.remove(task)\n"},
    [HELPER_WAIT_ALL_CALLED] = {IMPORT_FUTURES, 0,
                                "def wait_all(futures, limit=None):\n"
                                "    \"\"\"Waits for all of them.\"\"\"\n"
                                "    while not all(future.done() for future in futures):\n"
                                "        if concurrent.futures.wait(futures, limit).not_done:\n"
                                "            raise RuntimeError(\"timed out\")\n"
                                "    futures.clear()\n"},
    [HELPER_WAIT_ALL_FAILING] =
        {IMPORT_FUTURES, USES(HELPER_ENDED),
         "def wait_all(futures, limit=None):\n"
         "    \"\"\"Waits for all of them; then fails as the first that failed.\"\"\"\n"
         "    while not all(future.done() for future in futures):\n"
         "        if concurrent.futures.wait(futures, limit).not_done:\n"
         "            raise RuntimeError(\"timed out\")\n"
         "    failures = [task.exception() for task in ended + futures if task in futures]\n"
         "    futures.clear()\n"
         "    for failure in filter(None, failures):\n"
         "        raise failure\n"},
    [HELPER_WAIT_ALL_PROCESSES] = {IMPORT_TIME, 0,
                                   "def wait_all(tasks, limit=86400):\n"
                                   "    \"\"\"Waits for all of them.\"\"\"\n"
                                   "    end = time.monotonic() + limit\n"
                                   "    for task in tasks:\n"
                                   "        try:\n"
                                   "            task.result(max(0, end - time.monotonic()))\n"
                                   "        except TimeoutError:\n"
                                   "            raise RuntimeError(\"timed out\") from None\n"
                                   "    tasks.clear()\n"},
    [HELPER_WAIT_ALL_PROCESSES_FAILING] =
        {IMPORT_TIME, 0,
         "def wait_all(tasks, limit=86400):\n"
         "    \"\"\"Waits for all of them; then fails as the first that failed.\"\"\"\n"
         "    end = time.monotonic() + limit\n"
         "    for task in tasks:\n"
         "        try:\n"
         "            task.wait(max(0, end - time.monotonic()))\n"
         "        except TimeoutError:\n"
         "            raise RuntimeError(\"timed out\") from None\n"
         "    in_order = sorted(tasks, key=lambda task: task.answer[2])\n"
         "    tasks.clear()\n"
         "    for task in in_order:\n"
         "        task.asked = True\n"
         "    for task in in_order:\n"
         "        if task.answer[1] and task.exitcode != -signal.SIGTERM:\n"
         "            raise task.answer[1]\n"},
    [HELPER_FIRST_ENDED_CALLED] =
        {IMPORT_FUTURES, USES(HELPER_ENDED),
         "def first_ended(futures, started, limit=None):\n"
         "    \"\"\"The value of the first that ends; the others go on.\"\"\"\n"
         "    if not futures:\n"
         "        raise RuntimeError(\"await any: there is no started task left to wait for\")\n"
         "    concurrent.futures.wait(futures, limit, \"FIRST_COMPLETED\")\n"
         "    first = next((task for task in ended + futures if task in futures and task.done()), "
         "None)\n"
         "    if first is None:\n"
         "        raise RuntimeError(\"timed out\")\n"
         "    if first in started:\n"
         "        started.remove(first)\n"
         "    return first.result()\n"},
    [HELPER_FIRST_ENDED_PROCESSES] =
        {IMPORT_MULTIPROCESSING | IMPORT_TIME, 0,
         "def first_ended(tasks, started, limit=None):\n"
         "    \"\"\"The value of the first that ends; the others go on.\"\"\"\n"
         "    if not tasks:\n"
         "        raise RuntimeError(\"await any: there is no started task left to wait for\")\n"
         "    if not any(task.answer for task in tasks):\n"
         "        multiprocessing.connection.wait([task.receiver for task in tasks], limit)\n"
         "    ended = [task for task in tasks if task.done()]\n"
         "    if not ended:\n"
         "        raise RuntimeError(\"timed out\")\n"
         "    for task in ended:\n"
         "        task.wait()\n"
         "    first = min(ended, key=lambda task: task.answer[2])\n"
         "    if first in started:\n"
         "        started.remove(first)\n"
         "    return first.result()\n"},
    [HELPER_STEP] = {0, 0,
                     "def step(function, task, *args):\n"
                     "    \"\"\"A part of a task, whose failure is the task's.\"\"\"\n"
                     "    try:\n"
                     "        function(task, *args)\n"
                     "    except Exception as failure:\n"
                     "        task.set_exception(failure)\n"},
    [HELPER_PART_ENDED] =
        {IMPORT_ASYNCIO, 0,
         "class Task(asyncio.Future):\n"
         "    \"\"\"Ends when its body and all the callbacks that it left behind have.\"\"\"\n"
         "\n"
         "    left, value, failure = 1, 0, None\n"
         "\n\n"
         "def part_ended(task, value=None, failure=None):\n"
         "    task.value = task.value if value is None else value\n"
         "    task.failure = task.failure or failure\n"
         "    task.left -= 1\n"
         "    if not task.left and task.failure:\n"
         "        task.set_exception(task.failure)\n"
         "    elif not task.left:\n"
         "        task.set_result(task.value)\n"},
    [HELPER_STEP_OF_MANY] = {0, USES(HELPER_PART_ENDED),
                             "def step(function, task, *args):\n"
                             "    \"\"\"A part of a task, whose failure is the task's.\"\"\"\n"
                             "    try:\n"
                             "        function(task, *args)\n"
                             "    except Exception as failure:\n"
                             "        part_ended(task, failure=failure)\n"},
    [HELPER_WHOLE] = {0, 0,
                      "def whole(task, function, *args):\n"
                      "    \"\"\"A task whose body never waits: it ends when that returns.\"\"\"\n"
                      "    task.set_result(function(*args))\n"},
    [HELPER_WHOLE_OF_MANY] =
        {0, USES(HELPER_PART_ENDED),
         "def whole(task, function, *args):\n"
         "    \"\"\"A task whose body never waits: it ends when that returns.\"\"\"\n"
         "    part_ended(task, function(*args))\n"},
    [HELPER_CALL] =
        {0, 0,
         "class Call:\n"
         "    \"\"\"A body that is called; at its end the rest of its caller goes on.\"\"\"\n"
         "\n"
         "    left, value, failure = 1, 0, None\n"
         "\n"
         "    def __init__(self, callback, *args):\n"
         "        self.callback, self.args = callback, args\n"
         "\n"
         "    def set_result(self, value):\n"
         "        self.value = value\n"
         "        self.callback(*self.args, self)\n"
         "\n"
         "    def set_exception(self, failure):\n"
         "        self.failure = failure\n"
         "        self.callback(*self.args, self)\n"
         "\n"
         "    def result(self):\n"
         "        if self.failure:\n"
         "            raise self.failure\n"
         "        return self.value\n"},
    [HELPER_WHEN_DONE] = {0, 0,
                          "def when_done(future, callback, *args):\n"
                          "    \"\"\"Calls back when it has ended; at once, if it has.\"\"\"\n"
                          "    if future.done():\n"
                          "        callback(*args)\n"
                          "    else:\n"
                          "        future.add_done_callback(lambda _: callback(*args))\n"},
    [HELPER_WHEN_ALL] =
        {0, 0,
         "def when_all(futures, callback, *args):\n"
         "    \"\"\"Calls back when all of them have ended; at once, if they have.\"\"\"\n"
         "    running, known = set(), 0\n"
         "\n"
         "    def look(ended):\n"
         "        nonlocal known\n"
         "        running.discard(ended)\n"
         "        for future in futures[known:]:\n"
         "            if not future.done():\n"
         "                running.add(future)\n"
         "                future.add_done_callback(look)\n"
         "        known = len(futures)\n"
         "        if not running:\n"
         "            callback(*args)\n"
         "\n"
         "    look(None)\n"
         "\n\n"
         "def raise_first(futures):\n"
         "    \"\"\"Fails as the first of them that failed, if any did.\"\"\"\n"
         "    failures = [future.exception() for future in futures]\n"
         "    futures.clear()\n"
         "    for failure in filter(None, failures):\n"
         "        raise failure\n"},
    [HELPER_NOT_HANDLED] =
        {IMPORT_GC, 0,
         "result = \"ok\"\n"
         "\n\n"
         "def not_handled(loop, context):\n"
         "    \"\"\"A task has failed, and nobody has asked how it ended.\"\"\"\n"
         "    global result\n"
         "    result = \"failed\"\n"
         "    loop.default_exception_handler(context)\n"},
};

static const char *const modules[] = {"asyncio",    "collections", "concurrent.futures",
                                      "contextlib", "gc",          "heapq",
                                      "inspect",    "itertools",   "multiprocessing",
                                      "os",         "queue",       "signal",
                                      "sys",        "threading",   "time",
                                      "traceback"};

void helpers_import(struct translation *t, unsigned imports)
{
    t->imports |= imports;
}

void helpers_use(struct translation *t, enum helper helper)
{
    t->helpers |= USES(helper);
    for (int i = HELPER_COUNT; i-- > 0;)
        if (t->helpers >> i & 1) {
            t->helpers |= helpers[i].uses;
            t->imports |= helpers[i].imports;
        }
}

bool helpers_used(const struct translation *t, enum helper helper)
{
    return t->helpers & USES(helper);
}

void helpers_write_imports(struct translation *t)
{
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (t->imports >> i & 1)
            strbuf_addf(t->out, "import %s\n", modules[i]);
}

void helpers_write(struct translation *t)
{
    for (int i = 0; i < HELPER_COUNT; i++)
        if (t->helpers >> i & 1 && helpers[i].text)
            strbuf_addf(t->out, "\n\n%s", helpers[i].text);
    if (t->io_helper)
        strbuf_addf(t->out, "\n\n%s", t->io_helper);
    if (t->ask_helper)
        strbuf_addf(t->out, "\n\n%s", t->ask_helper);
}
