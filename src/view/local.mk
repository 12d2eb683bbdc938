noinst_LIBRARIES += libview.a
libview_a_SOURCES = \
	src/view/browser.c src/view/browser.h \
	src/view/comparison.c src/view/comparison.h \
	src/view/comparison_sheet.c src/view/comparison_sheet.h \
	src/view/curtain.c src/view/curtain.h \
	src/view/exercise.c src/view/exercise.h \
	src/view/flow.c src/view/flow.h \
	src/view/focus.c src/view/focus.h \
	src/view/hit.c \
	src/view/keeps.c src/view/keeps.h \
	src/view/layout.c src/view/layout.h \
	src/view/machine_chip.c \
	src/view/machine_graph.c \
	src/view/machine_ring.c \
	src/view/machine_rows.c src/view/machine_rows.h \
	src/view/now_lines.c src/view/now_lines.h \
	src/view/now_values.c \
	src/view/pane_details.c \
	src/view/pane_help.c \
	src/view/pane_keys.c \
	src/view/pane_large.c \
	src/view/pane_machine.c \
	src/view/pane_menu.c \
	src/view/pane_now.c \
	src/view/pane_output.c \
	src/view/pane_overview.c \
	src/view/pane_python.c \
	src/view/pane_question.c \
	src/view/pane_source.c \
	src/view/pane_status.c \
	src/view/pane_text.c \
	src/view/pane_timeline.c \
	src/view/pane_why.c \
	src/view/panes.h \
	src/view/source.c src/view/source.h \
	src/view/syntax.c src/view/syntax.h \
	src/view/timeline_lanes.c \
	src/view/timeline_large.c \
	src/view/timeline_marks.c \
	src/view/timeline_move.c \
	src/view/timeline_pane.c src/view/timeline_pane.h \
	src/view/timeline_plan.c src/view/timeline_plan.h \
	src/view/timeline_scale.c \
	src/view/view.c src/view/view.h \
	src/view/window.c
