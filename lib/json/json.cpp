#include "json/json.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Endian.h"

#include <boost/json/basic_parser_impl.hpp>

namespace armeld::json {

/// Whether JSON can hold `text` as it is. JSON strings are Unicode; a name is any bytes.
static bool isUtf8(Name text) {
  const auto *at = reinterpret_cast<const llvm::UTF8 *>(text.bytes_begin());
  return llvm::isLegalUTF8String(&at, reinterpret_cast<const llvm::UTF8 *>(text.bytes_end()));
}

/// How many of the bytes from `at` on, eight at a time, stand for themselves in a JSON string:
/// ASCII without control characters, quotes and backslashes. May be up to 7 short.
static size_t plainBytes(StringRef text) {
  constexpr uint64_t ones = 0x0101010101010101, highs = 0x80 * ones;
  size_t done = 0;
  for (; text.size() - done >= 8; done += 8) {
    uint64_t word = llvm::support::endian::read64le(text.data() + done);
    // The high bit of a byte of `x - ones & ~x` says that it is 0; bytes above the first such may
    // say so wrongly.
    uint64_t quote = word ^ ('"' * ones), backslash = word ^ ('\\' * ones);
    uint64_t special = (word | ((word - 0x20 * ones) & ~word) | ((quote - ones) & ~quote) |
                        ((backslash - ones) & ~backslash)) &
                       highs;
    if (special)
      return done + size_t(llvm::countr_zero(special)) / 8;
  }
  return done;
}

void Writer::name(Name text) {
  bool plain = true;
  bool ascii = true;
  for (unsigned char c : text.drop_front(plainBytes(text)).bytes()) {
    plain &= c >= 0x20 && c != '"' && c != '\\';
    ascii &= c < 0x80;
  }
  if (!ascii && !isUtf8(text)) {
    put(R"({"bytes": ")");
    put(llvm::toHex(text, /*LowerCase=*/true));
    put("\"}");
    return;
  }
  put('"');
  if (plain) {
    put(text);
  } else {
    for (char c : text) {
      if (c == '"' || c == '\\')
        put('\\');
      if (static_cast<unsigned char>(c) >= 0x20) {
        put(c);
        continue;
      }
      put("\\u00");
      put(llvm::hexdigit(c >> 4, true));
      put(llvm::hexdigit(c & 15, true));
    }
  }
  put('"');
}

void Writer::putWhereFull(StringRef text) {
  flush();
  if (text.size() > bufferBytes)
    out << text;
  else
    put(text);
}

void Writer::digest(const Digest &v) {
  llvm::SmallString<2 * sizeof(v.bytes)> digits;
  llvm::toHex(v.bytes, /*LowerCase=*/true, digits);
  put('"');
  put(digits);
  put('"');
}

bool QuickReader::string(StringRef &to) {
  if (!eat('"'))
    return false;
  const char *start = at;
  at += plainBytes({at, size_t(end - at)});
  bool ascii = true;
  for (; at != end && *at != '"'; ++at) {
    if (*at == '\\' || static_cast<unsigned char>(*at) < 0x20)
      return false;
    ascii &= static_cast<unsigned char>(*at) < 0x80;
  }
  if (at == end)
    return false;
  to = StringRef(start, size_t(at++ - start));
  return ascii || isUtf8(to);
}

std::string Pointer::text() const {
  if (!parent)
    return "";
  if (!key.data())
    return parent->text() + "/" + llvm::utostr(index);
  std::string escaped; // RFC 6901, section 3: '~' and '/' in a name are written ~0 and ~1.
  for (char c : key)
    escaped += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return parent->text() + "/" + escaped;
}

Error readName(const boost::json::value &from, const Pointer &pointer, Name &to) {
  if (const boost::json::string *text = from.if_string()) {
    to = keep({text->data(), text->size()});
    return Error::success();
  }
  std::string bytes;
  const boost::json::object *object = from.if_object();
  const boost::json::value *field =
      object && object->size() == 1 ? object->if_contains("bytes") : nullptr;
  const boost::json::string *digits = field ? field->if_string() : nullptr;
  if (!digits || digits->size() % 2 != 0 ||
      !llvm::tryGetFromHex({digits->data(), digits->size()}, bytes))
    return pointer.expected(R"(a string, or {"bytes": HEXADECIMAL})");
  to = keep(bytes);
  return Error::success();
}

/// "line 3, column 7" of the byte at `offset`.
static std::string lineAndColumn(StringRef text, size_t offset) {
  StringRef before = text.take_front(offset);
  size_t lineStart = before.rfind('\n');
  size_t column = lineStart == StringRef::npos ? offset : offset - lineStart - 1;
  return ("line " + Twine(before.count('\n') + 1) + ", column " + Twine(column + 1)).str();
}

Error parseDocument(StringRef text, StringRef place, StringRef schema,
                    llvm::function_ref<Error(const boost::json::object &)> readRoot) {
  // Everything that the parser allocates goes at once when the document has become structs.
  boost::json::monotonic_resource memory;
  boost::json::stream_parser parser(&memory);
  boost::json::error_code code;
  size_t parsed = parser.write_some(text.data(), text.size(), code);
  if (!code && parsed == text.size())
    parser.finish(code);
  if (code || parsed < text.size()) {
    std::string cause = code ? code.message() : "something follows the end of the document";
    if (text.empty())
      cause = "is empty";
    return failure(place + ": " + lineAndColumn(text, parsed) + ": not JSON: " + cause);
  }
  boost::json::value root = parser.release();
  const boost::json::object *object = root.if_object();
  if (!object)
    return failure(place + ": expected an object with the schema " + schema);
  const boost::json::value *found = object->if_contains("schema");
  if (!found)
    return failure(place + ": field 'schema' is missing; expected " + schema);
  if (!found->is_string())
    return failure(place + ": /schema: expected " + schema);
  StringRef name(found->get_string().data(), found->get_string().size());
  if (name != schema)
    return failure(place + ": the schema is '" + shown(name) + "'; expected " + schema);
  return at(place, readRoot(*object));
}

} // namespace armeld::json
