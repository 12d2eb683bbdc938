# Installed in the same folders as here, with a link to the scenarios: so all links between the
# pages lead somewhere.
dist_doc_DATA = README.md NEWS.md CONTRIBUTING.md SECURITY.md COPYING
pagedir = $(docdir)/docs
dist_page_DATA = \
	docs/README.md \
	docs/architecture.md \
	docs/commands.md \
	docs/explore.md \
	docs/exports.md \
	docs/language.md \
	docs/models.md \
	docs/page.md \
	docs/player.md \
	docs/python.md \
	docs/record.md \
	docs/release.md \
	docs/security.md \
	docs/trace-format.md \
	docs/where-it-runs.md
# The manual pages are made of three of these, by a script that wants nothing but awk; a release has them.
MANUAL = docs/baton.1 docs/baton.5 docs/baton.7
dist_man_MANS = $(MANUAL)
MAINTAINERCLEANFILES = $(MANUAL)
EXTRA_DIST += docs/man.awk
make_page = @echo '  GEN      '$@; $(MKDIR_P) docs && $(AWK) -f $(srcdir)/docs/man.awk -v name=baton \
	-v version='$(PACKAGE_VERSION)' -v date='$(RELEASE_DATE)'
$(MANUAL): $(srcdir)/docs/man.awk $(srcdir)/configure.ac
docs/baton.1: $(srcdir)/docs/commands.md
	$(make_page) -v section=1 -v summary='run small programs on real concurrency models' \
	    -v also='strace(1), baton(5), baton(7)' $(srcdir)/docs/commands.md >$@.new && mv $@.new $@
docs/baton.5: $(srcdir)/docs/language.md
	$(make_page) -v section=5 -v summary='the scenario language' -v intro=1 \
	    -v also='baton(1), baton(7)' $(srcdir)/docs/language.md >$@.new && mv $@.new $@
docs/baton.7: $(srcdir)/docs/models.md
	$(make_page) -v section=7 -v summary='the eight models' -v intro=1 \
	    -v also='baton(1), baton(5), strace(1)' $(srcdir)/docs/models.md >$@.new && mv $@.new $@
# Programs of learners, of which docs/record.md tells.
programdir = $(pagedir)/programs
dist_program_DATA = docs/programs/blocking.py docs/programs/convoy.py docs/programs/forgotten.py \
	docs/programs/held.py docs/programs/small_pool.py
imgdir = $(pagedir)/img
PICTURES = docs/img/player.svg docs/img/compare.svg docs/img/gil.svg docs/img/four-corners.svg
dist_img_DATA = $(PICTURES)

# The lessons: a page for a scenario or a few, and the answers to its exercises, which are tests like the scenarios.
lessondocdir = $(pagedir)/lessons
dist_lessondoc_DATA = \
	docs/lessons/01-two-waits.md \
	docs/lessons/02-four-corners.md \
	docs/lessons/03-loading-screen.md \
	docs/lessons/04-callbacks.md \
	docs/lessons/05-answer-and-notice.md \
	docs/lessons/06-who-has-control.md \
	docs/lessons/08-event-loop.md \
	docs/lessons/10-subroutine-and-coroutine.md \
	docs/lessons/11-generators.md \
	docs/lessons/12-delegate-and-close.md \
	docs/lessons/13-future.md \
	docs/lessons/14-task-group.md \
	docs/lessons/17-main-ends.md \
	docs/lessons/19-blocking-the-loop.md \
	docs/lessons/21-pool-threads.md \
	docs/lessons/24-pool-for-computing.md \
	docs/lessons/25-greenlets.md \
	docs/lessons/27-semaphore.md \
	docs/lessons/30-inside-the-loop.md \
	docs/lessons/31-loop-in-a-loop.md \
	docs/lessons/32-two-pictures.md \
	docs/lessons/34-convoy.md \
	docs/lessons/35-processes.md \
	docs/lessons/37-shared-or-not.md \
	docs/lessons/38-race.md \
	docs/lessons/39-deadlock.md \
	docs/lessons/40-fault-isolation.md \
	docs/lessons/41-preemption.md \
	docs/lessons/43-switch-cost.md \
	docs/lessons/45-servers.md \
	docs/lessons/47-computing-in-a-server.md \
	docs/lessons/48-worker-classes.md \
	docs/lessons/49-async-def-or-def.md \
	docs/lessons/50-asgi.md \
	docs/lessons/52-starvation.md \
	docs/lessons/55-never-awaited.md \
	docs/lessons/56-scope-and-receive.md \
	docs/lessons/57-who-calls-whom.md \
	docs/lessons/58-gevent-and-asyncio.md \
	docs/lessons/60-one-lost-update.md \
	docs/lessons/61-down-to-two.md \
	docs/lessons/62-stale-answer.md \
	docs/lessons/63-a-flag-for-a-lock.md \
	docs/lessons/64-peterson-by-mistake.md \
	docs/lessons/65-test-and-set.md \
	docs/lessons/66-look-then-leap.md \
	docs/lessons/67-if-or-while.md \
	docs/lessons/68-a-signal-unheard.md \
	docs/lessons/69-philosophers.md \
	docs/lessons/70-readers-and-writers.md \
	docs/lessons/71-the-barber.md \
	docs/lessons/72-bounded-buffer.md \
	docs/lessons/73-wrong-once.md \
	docs/lessons/74-after-you.md \
	docs/lessons/75-not-to-be-broken.md \
	docs/lessons/README.md
# With more coroutines than the thread sanitizer bears.
ANSWERS_OF_MANY = docs/lessons/answers/weight-1.baton
ANSWERS = \
	docs/lessons/answers/a-blocked-flow-1.baton \
	docs/lessons/answers/answer-and-notice-1.baton \
	docs/lessons/answers/answer-and-notice-2.baton \
	docs/lessons/answers/asgi-1.baton \
	docs/lessons/answers/asgi-2.baton \
	docs/lessons/answers/async-def-or-def-1.baton \
	docs/lessons/answers/async-def-or-def-2.baton \
	docs/lessons/answers/async-server-1.baton \
	docs/lessons/answers/blocking-the-loop-1.baton \
	docs/lessons/answers/blocking-the-loop-2.baton \
	docs/lessons/answers/callbacks-1.baton \
	docs/lessons/answers/callbacks-2.baton \
	docs/lessons/answers/computing-in-a-server-1.baton \
	docs/lessons/answers/computing-in-a-server-2.baton \
	docs/lessons/answers/concurrent-or-parallel-1.baton \
	docs/lessons/answers/convoy-1.baton \
	docs/lessons/answers/convoy-2.baton \
	docs/lessons/answers/deadlock-1.baton \
	docs/lessons/answers/deadlock-2.baton \
	docs/lessons/answers/delegate-and-close-1.baton \
	docs/lessons/answers/delegate-and-close-2.baton \
	docs/lessons/answers/event-loop-1.baton \
	docs/lessons/answers/fault-isolation-1.baton \
	docs/lessons/answers/fault-isolation-2.baton \
	docs/lessons/answers/four-corners-1.baton \
	docs/lessons/answers/four-corners-2.baton \
	docs/lessons/answers/future-1.baton \
	docs/lessons/answers/future-2.baton \
	docs/lessons/answers/gevent-and-asyncio-1.baton \
	docs/lessons/answers/gevent-and-asyncio-2.baton \
	docs/lessons/answers/generators-1.baton \
	docs/lessons/answers/generators-2.baton \
	docs/lessons/answers/gil-and-io-1.baton \
	docs/lessons/answers/greenlets-1.baton \
	docs/lessons/answers/how-many-workers-1.baton \
	docs/lessons/answers/inside-the-loop-1.baton \
	docs/lessons/answers/inside-the-loop-2.baton \
	docs/lessons/answers/loading-screen-1.baton \
	docs/lessons/answers/loading-screen-2.baton \
	docs/lessons/answers/one-lost-update-1.baton \
	docs/lessons/answers/one-lost-update-2.baton \
	docs/lessons/answers/down-to-two-1.baton \
	docs/lessons/answers/down-to-two-2.baton \
	docs/lessons/answers/down-to-two-3.baton \
	docs/lessons/answers/stale-answer-1.baton \
	docs/lessons/answers/stale-answer-2.baton \
	docs/lessons/answers/a-flag-for-a-lock-1.baton \
	docs/lessons/answers/a-flag-for-a-lock-2.baton \
	docs/lessons/answers/peterson-by-mistake-1.baton \
	docs/lessons/answers/peterson-by-mistake-2.baton \
	docs/lessons/answers/test-and-set-1.baton \
	docs/lessons/answers/test-and-set-2.baton \
	docs/lessons/answers/look-then-leap-1.baton \
	docs/lessons/answers/look-then-leap-2.baton \
	docs/lessons/answers/if-or-while-1.baton \
	docs/lessons/answers/if-or-while-2.baton \
	docs/lessons/answers/a-signal-unheard-1.baton \
	docs/lessons/answers/a-signal-unheard-2.baton \
	docs/lessons/answers/philosophers-1.baton \
	docs/lessons/answers/philosophers-2.baton \
	docs/lessons/answers/readers-and-writers-1.baton \
	docs/lessons/answers/readers-and-writers-2.baton \
	docs/lessons/answers/the-barber-1.baton \
	docs/lessons/answers/the-barber-2.baton \
	docs/lessons/answers/bounded-buffer-1.baton \
	docs/lessons/answers/bounded-buffer-2.baton \
	docs/lessons/answers/wrong-once-1.baton \
	docs/lessons/answers/wrong-once-2.baton \
	docs/lessons/answers/after-you-1.baton \
	docs/lessons/answers/after-you-2.baton \
	docs/lessons/answers/not-to-be-broken-1.baton \
	docs/lessons/answers/not-to-be-broken-2.baton \
	docs/lessons/answers/loop-inside-the-wait-1.baton \
	docs/lessons/answers/loop-in-a-loop-1.baton \
	docs/lessons/answers/loop-in-a-loop-2.baton \
	docs/lessons/answers/loop-queue-1.baton \
	docs/lessons/answers/main-ends-at-once-1.baton \
	docs/lessons/answers/main-sleeps-1.baton \
	docs/lessons/answers/never-awaited-1.baton \
	docs/lessons/answers/never-awaited-2.baton \
	docs/lessons/answers/one-after-the-other-1.baton \
	docs/lessons/answers/pool-for-computing-1.baton \
	docs/lessons/answers/pool-for-computing-2.baton \
	docs/lessons/answers/pool-in-rounds-1.baton \
	docs/lessons/answers/pool-threads-1.baton \
	docs/lessons/answers/preemption-1.baton \
	docs/lessons/answers/preemption-2.baton \
	docs/lessons/answers/preempted-loop-1.baton \
	docs/lessons/answers/processes-1.baton \
	docs/lessons/answers/race-1.baton \
	docs/lessons/answers/race-2.baton \
	docs/lessons/answers/scope-and-receive-1.baton \
	docs/lessons/answers/scope-and-receive-2.baton \
	docs/lessons/answers/semaphore-1.baton \
	docs/lessons/answers/shared-or-not-1.baton \
	docs/lessons/answers/shared-or-not-2.baton \
	docs/lessons/answers/starvation-1.baton docs/lessons/answers/starvation-2.baton \
	docs/lessons/answers/subroutine-and-coroutine-1.baton \
	docs/lessons/answers/subroutine-and-coroutine-2.baton \
	docs/lessons/answers/switch-cost-1.baton \
	docs/lessons/answers/sync-server-1.baton \
	docs/lessons/answers/task-group-1.baton \
	docs/lessons/answers/three-additions-1.baton \
	docs/lessons/answers/three-additions-2.baton \
	docs/lessons/answers/two-pictures-1.baton \
	docs/lessons/answers/two-waits-1.baton \
	docs/lessons/answers/two-waits-2.baton \
	docs/lessons/answers/who-calls-whom-1.baton \
	docs/lessons/answers/who-calls-whom-2.baton \
	docs/lessons/answers/who-has-control-1.baton \
	docs/lessons/answers/why-a-bound-1.baton \
	docs/lessons/answers/worker-classes-1.baton
answerdocdir = $(lessondocdir)/answers
dist_answerdoc_DATA = $(ANSWERS) $(ANSWERS_OF_MANY)

# From the one folder to the other, by what they have in common: an installation may be moved, or
# be made in DESTDIR.
install-data-hook:
	$(MKDIR_P) '$(DESTDIR)$(docdir)'
	@from='$(docdir)'; to='$(scenariodir)'; up=; \
	while case "$$to/" in "$$from"/*) false ;; esac; do from=$${from%/*}; up=../$$up; done; \
	rm -f '$(DESTDIR)$(docdir)/scenarios' && \
	    (cd '$(DESTDIR)$(docdir)' && $(LN_S) "$$up$${to#"$$from"/}" scenarios)

# Folders of our own that are empty now, whoever put something into them.
uninstall-hook:
	rm -f '$(DESTDIR)$(docdir)/scenarios'
	-for folder in '$(docdir)' '$(pkglibdir)' '$(pkgdatadir)'; do \
	    test ! -d '$(DESTDIR)'"$$folder" || \
	        find '$(DESTDIR)'"$$folder" -depth -type d -exec rmdir {} \; 2>/dev/null; \
	done; :
