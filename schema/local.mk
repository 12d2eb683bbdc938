# What baton writes as JSON, for programs that read it; tests/cli/schema.sh holds it.
schemadir = $(pkgdatadir)/schema
dist_schema_DATA = schema/baton.schema.json
