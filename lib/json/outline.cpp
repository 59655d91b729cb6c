// The outline of a document: whether it is JSON, and of which schema. That comes before all else
// that may be wrong with it.
#include "json/parse.h"

#include <optional>

namespace armeld::json {

namespace {

/// A handler that looks only for the field `schema` of the root.
struct Outline : NoLimits {
  using Code = boost::json::error_code;
  using View = boost::json::string_view;

  bool isObject = false;             ///< the root is one
  bool hasSchema = false;            ///< with a field `schema`
  std::optional<std::string> schema; ///< its value, if that is a string

  bool on_document_begin(Code &) { return true; }
  bool on_document_end(Code &) { return true; }
  bool on_object_begin(Code &) {
    isObject |= depth == 0;
    return begin();
  }
  bool on_object_end(size_t, Code &) { return end(); }
  bool on_array_begin(Code &) { return begin(); }
  bool on_array_end(size_t, Code &) { return end(); }
  bool on_key_part(View part, size_t, Code &) { return add(part); }
  bool on_key(View last, size_t, Code &) {
    add(last);
    atSchema = depth == 1 && string == "schema";
    string.clear();
    return true;
  }
  bool on_string_part(View part, size_t, Code &) { return add(part); }
  bool on_string(View last, size_t, Code &) {
    add(last);
    value();
    if (depth == 1 && atSchema)
      schema = string;
    string.clear();
    return true;
  }
  bool on_number_part(View, Code &) { return true; }
  bool on_int64(int64_t, View, Code &) { return value(); }
  bool on_uint64(uint64_t, View, Code &) { return value(); }
  bool on_double(double, View, Code &) { return value(); }
  bool on_bool(bool, Code &) { return value(); }
  bool on_null(Code &) { return value(); }
  bool on_comment_part(View, Code &) { return true; }
  bool on_comment(View, Code &) { return true; }

private:
  bool begin() {
    value();
    ++depth;
    return true;
  }
  bool end() {
    --depth;
    return true;
  }
  bool value() {
    if (depth == 1 && atSchema) {
      hasSchema = true;
      schema.reset();
    }
    return true;
  }
  bool add(View part) {
    if (depth == 1)
      string.append(part.data(), part.size());
    return true;
  }

  size_t depth = 0;
  bool atSchema = false; ///< the last key of the root is `schema`
  std::string string;    ///< the key or string of the root that is being read
};

} // namespace

/// "line 3, column 7" of the byte at `offset`.
static std::string lineAndColumn(StringRef text, size_t offset) {
  StringRef before = text.take_front(offset);
  size_t lineStart = before.rfind('\n');
  size_t column = lineStart == StringRef::npos ? offset : offset - lineStart - 1;
  return ("line " + Twine(before.count('\n') + 1) + ", column " + Twine(column + 1)).str();
}

Error checkOutline(StringRef text, StringRef place, StringRef schema) {
  boost::json::basic_parser<Outline> parser({});
  boost::json::error_code code;
  size_t parsed = parse(parser, text, code);
  if (code || parsed < text.size()) {
    std::string cause = code ? code.message() : "something follows the end of the document";
    if (text.empty())
      cause = "is empty";
    return failure(place + ": " + lineAndColumn(text, parsed) + ": not JSON: " + cause);
  }
  const Outline &outline = parser.handler();
  if (!outline.isObject)
    return failure(place + ": expected an object with the schema " + schema);
  if (!outline.hasSchema)
    return failure(place + ": field 'schema' is missing; expected " + schema);
  if (!outline.schema)
    return failure(place + ": /schema: expected " + schema);
  if (*outline.schema != schema)
    return failure(place + ": the schema is '" + shown(*outline.schema) + "'; expected " + schema);
  return Error::success();
}

} // namespace armeld::json
