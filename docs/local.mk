dist_doc_DATA = README.md NEWS.md \
	docs/architecture.md \
	docs/language.md \
	docs/models.md \
	docs/player.md \
	docs/trace-format.md
