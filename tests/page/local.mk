# The page in a headless Chromium, where there is one.
TESTS += tests/page/check.sh
EXTRA_DIST += tests/page/check.sh tests/page/check.py tests/page/chromium.py tests/page/told.py tests/page/pack.py \
	tests/page/loop.trace tests/page/additions.trace tests/page/group.trace tests/page/asks.trace \
	tests/page/deadlock.trace tests/page/workers.trace
# Every lesson, step by step in the browser.
.PHONY: soak-page
soak-page: all
	PAGE_ALL=1 srcdir=$(srcdir) builddir=$(builddir) $(SHELL) $(srcdir)/tests/page/check.sh
soak: soak-page
