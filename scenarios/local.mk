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
	scenarios/12-delegate-and-close.baton \
	scenarios/13-future.baton \
	scenarios/14-task-group.baton \
	scenarios/15-one-after-the-other.baton \
	scenarios/16-list-of-futures.baton \
	scenarios/17-main-ends-at-once.baton \
	scenarios/18-main-sleeps.baton \
	scenarios/19-blocking-the-loop.baton \
	scenarios/20-blocking-then-await.baton \
	scenarios/21-blocking-calls.baton \
	scenarios/22-pool-threads.baton \
	scenarios/23-pool-in-rounds.baton \
	scenarios/24-pool-for-computing.baton \
	scenarios/25-greenlets.baton \
	scenarios/26-loop-inside-the-wait.baton \
	scenarios/27-semaphore.baton \
	scenarios/28-batches-or-sliding.baton \
	scenarios/29-why-a-bound.baton \
	scenarios/30-inside-the-loop.baton \
	scenarios/31-loop-in-a-loop.baton \
	scenarios/32-two-pictures.baton \
	scenarios/33-gil-and-io.baton \
	scenarios/34-convoy.baton \
	scenarios/35-processes.baton \
	scenarios/36-concurrent-or-parallel.baton \
	scenarios/37-shared-or-not.baton \
	scenarios/38-race.baton \
	scenarios/39-deadlock.baton \
	scenarios/40-fault-isolation.baton \
	scenarios/41-preemption.baton \
	scenarios/42-preempted-loop.baton \
	scenarios/43-switch-cost.baton \
	scenarios/44-weight.baton \
	scenarios/45-sync-server.baton \
	scenarios/46-async-server.baton \
	scenarios/47-computing-in-a-server.baton \
	scenarios/48-worker-classes.baton \
	scenarios/49-async-def-or-def.baton \
	scenarios/50-asgi.baton \
	scenarios/51-how-many-workers.baton \
	scenarios/52-starvation.baton \
	scenarios/53-one-fails.baton \
	scenarios/54-await-or-not.baton \
	scenarios/55-never-awaited.baton \
	scenarios/56-scope-and-receive.baton \
	scenarios/57-who-calls-whom.baton \
	scenarios/58-gevent-and-asyncio.baton \
	scenarios/59-three-additions.baton \
	scenarios/60-one-lost-update.baton \
	scenarios/61-down-to-two.baton \
	scenarios/62-stale-answer.baton \
	scenarios/63-a-flag-for-a-lock.baton \
	scenarios/64-peterson-by-mistake.baton \
	scenarios/65-test-and-set.baton \
	scenarios/66-look-then-leap.baton \
	scenarios/67-if-or-while.baton \
	scenarios/68-a-signal-unheard.baton \
	scenarios/69-philosophers.baton \
	scenarios/70-readers-and-writers.baton \
	scenarios/71-the-barber.baton \
	scenarios/72-bounded-buffer.baton \
	scenarios/73-wrong-once.baton \
	scenarios/74-after-you.baton \
	scenarios/75-not-to-be-broken.baton
scenariodir = $(pkgdatadir)/scenarios
dist_scenario_DATA = $(LESSONS)

# The chapters, and the exercises: see src/course/course.h.
COURSE = \
	scenarios/course/01-waits.course \
	scenarios/course/02-answers.course \
	scenarios/course/03-loop.course \
	scenarios/course/04-coroutines.course \
	scenarios/course/05-tasks.course \
	scenarios/course/06-blocking.course \
	scenarios/course/07-pools.course \
	scenarios/course/08-gil.course \
	scenarios/course/09-sharing.course \
	scenarios/course/10-failures.course \
	scenarios/course/11-servers.course \
	scenarios/course/12-choosing.course \
	scenarios/course/13-interleaving.course
coursedir = $(scenariodir)/course
dist_course_DATA = $(COURSE)

# Beside the program in the build tree, so that it finds them by name before it is installed. The
# link is relative where it can be, looked at by each make, and replaced when it leads elsewhere:
# folders are moved, copied and renamed, with what was built in them.
noinst_DATA = lessons
CLEANFILES += lessons
.PHONY: lessons-link
lessons-link:
lessons: lessons-link
	@target='$(top_srcdir)/scenarios'; \
	case '$(top_srcdir):$(abs_top_builddir)' in \
	/*:'$(top_srcdir)'/*) \
	    inside='$(abs_top_builddir)'; \
	    inside=$${inside#'$(top_srcdir)'/}; \
	    target=`echo "$$inside" | sed 's,[^/][^/]*,..,g'`/scenarios ;; \
	esac; \
	test ! -h $@ || test ! $@ -ef "$$target" || test "$$(readlink $@)" != "$$target" || exit 0; \
	echo '  GEN      '$@; \
	rm -rf $@ && $(LN_S) "$$target" $@
