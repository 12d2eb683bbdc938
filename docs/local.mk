dist_doc_DATA = README.md NEWS.md \
	docs/architecture.md \
	docs/language.md \
	docs/models.md \
	docs/player.md \
	docs/trace-format.md
EXTRA_DIST += docs/img/player.png docs/img/compare.png docs/img/gil.png
