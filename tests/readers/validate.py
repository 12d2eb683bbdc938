#!/usr/bin/env python3
"""Validates texts of JSON by the schema that is shipped, with the package jsonschema: validate.py SCHEMA KIND FILE...
KIND is run, comparison or exploration. What the schema does not name is refused here, so that nothing is written that
it does not know. A text ends each line of the report that is wrong."""
import json
import sys

import jsonschema


def strict(part):
    """The same schema, where an object has no members but those that are named."""
    if isinstance(part, list):
        return [strict(item) for item in part]
    if not isinstance(part, dict):
        return part
    closed = {key: strict(item) for key, item in part.items()}
    if 'required' in part and 'properties' in part:
        closed['additionalProperties'] = False
    return closed


with open(sys.argv[1], encoding='utf-8') as file:
    schema = json.load(file)
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
kind = {'$ref': '#/$defs/' + sys.argv[2], '$defs': strict(schema['$defs']), '$schema': schema['$schema']}
wrong = 0
for name in sys.argv[3:]:
    with open(name, encoding='utf-8') as file:
        written = json.load(file)
    validator(schema).validate(written)
    for error in validator(kind).iter_errors(written):
        print(f'{name}: {"/".join(map(str, error.absolute_path))}: {error.message[:300]}')
        wrong += 1
sys.exit(wrong > 0)
