#!/usr/bin/env bats
# Schemas and code say the same.

load common

@test "every field and value of a schema occurs in a document, and the other way around" {
  "${UNIT_TESTS:-$ROOT/build/tests/unit-tests}" --samples .
  "$ROOT/tests/validate" --agree ./*.json
}
