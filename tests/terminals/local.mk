# The player in real terminals, as far as they are installed.
TAP_TESTS += tests/terminals/check.sh
EXTRA_DIST += tests/terminals/play.sh
