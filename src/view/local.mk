noinst_LIBRARIES += libview.a
libview_a_SOURCES = \
	src/view/browser.c src/view/browser.h \
	src/view/contrast.h \
	src/view/flow.c src/view/flow.h \
	src/view/layout.h \
	src/view/panes.h \
	src/view/view.h
