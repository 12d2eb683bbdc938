# The lessons, in teaching order. Each is installed, and a test: its expectations are checked under every model it names.
LESSONS = \
	scenarios/01-two-waits.baton
scenariodir = $(pkgdatadir)/scenarios
dist_scenario_DATA = $(LESSONS)

