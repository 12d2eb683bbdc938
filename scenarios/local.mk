# The lessons, in teaching order. Each is installed, and a test: its expectations are checked under every model it names.
LESSONS = \
	scenarios/01-two-waits.baton \
	scenarios/02-four-corners.baton \
	scenarios/03-loading-screen.baton \
	scenarios/04-callbacks.baton \
	scenarios/05-answer-and-notice.baton \
	scenarios/06-who-has-control.baton \
	scenarios/07-a-blocked-flow.baton \
	scenarios/08-event-loop.baton \
	scenarios/09-loop-queue.baton \
	scenarios/10-subroutine-and-coroutine.baton \
	scenarios/11-generators.baton \
	scenarios/12-future.baton \
	scenarios/13-task-group.baton \
	scenarios/14-one-after-the-other.baton \
	scenarios/15-list-of-futures.baton \
	scenarios/16-main-ends-at-once.baton \
	scenarios/17-main-sleeps.baton \
	scenarios/18-blocking-the-loop.baton \
	scenarios/19-blocking-then-await.baton \
	scenarios/20-blocking-calls.baton \
	scenarios/21-pool-threads.baton \
	scenarios/22-pool-in-rounds.baton \
	scenarios/23-pool-for-computing.baton \
	scenarios/24-greenlets.baton \
	scenarios/25-loop-inside-the-wait.baton \
	scenarios/26-semaphore.baton \
	scenarios/27-batches-or-sliding.baton \
	scenarios/28-why-a-bound.baton \
	scenarios/29-inside-the-loop.baton \
	scenarios/30-two-pictures.baton \
	scenarios/31-gil-and-io.baton \
	scenarios/32-convoy.baton \
	scenarios/33-processes.baton \
	scenarios/34-concurrent-or-parallel.baton \
	scenarios/35-shared-or-not.baton \
	scenarios/36-race.baton \
	scenarios/37-deadlock.baton \
	scenarios/38-fault-isolation.baton \
	scenarios/39-preemption.baton \
	scenarios/40-switch-cost.baton \
	scenarios/41-weight.baton \
	scenarios/42-sync-server.baton \
	scenarios/43-async-server.baton \
	scenarios/44-computing-in-a-server.baton \
	scenarios/45-worker-classes.baton \
	scenarios/46-async-def-or-def.baton \
	scenarios/47-asgi.baton \
	scenarios/48-how-many-workers.baton
scenariodir = $(pkgdatadir)/scenarios
dist_scenario_DATA = $(LESSONS)

# Beside the program in the build tree, so that it finds them by name before it is installed.
noinst_DATA = lessons
CLEANFILES += lessons
lessons:
	$(AM_V_GEN)$(LN_S) '$(abs_top_srcdir)/scenarios' $@
