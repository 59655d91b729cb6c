// Structs to JSON and back, by description.
//
// Every document is a set of plain structs that Boost.Describe knows the fields of. What the JSON
// looks like follows from the field types, so that schema, struct and file cannot drift apart:
//
//   bool, std::optional, Rare list    left out when false, unset or empty; may be absent
//   everything else                   always written, must be there
//   Name                              a string; where it is not UTF-8, {"bytes": "66f6"}
//                                     (hexadecimal)
//   Digest                            64 hexadecimal digits
//   enum                              its enumerator's name
//
// Unknown fields are refused: a typing error in an edited plan must not pass in silence. Errors
// name the place by a JSON pointer (RFC 6901): "/moves/3/object: expected a digest".
#pragma once

#include "base/digest.h"
#include "base/error.h"
#include "base/names.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <charconv>
#include <memory>
#include <optional>
#include <vector>

namespace armeld::json {

template <class T> constexpr bool isOptional = false;
template <class T> constexpr bool isOptional<std::optional<T>> = true;
template <class T> constexpr bool isRare = false;
template <class T> constexpr bool isRare<Rare<T>> = true;
template <class T> constexpr bool isList = isRare<T>;
template <class T> constexpr bool isList<std::vector<T>> = true;

/// Whether a field of type T may be absent.
template <class T>
constexpr bool mayBeAbsent = std::is_same_v<T, bool> || isOptional<T> || isRare<T>;

template <class T> bool isAbsent(const T &value) {
  if constexpr (std::is_same_v<T, bool>)
    return !value;
  else if constexpr (isOptional<T>)
    return !value.has_value();
  else if constexpr (isRare<T>)
    return value.empty();
  else
    return false;
}

/// The public members of a described struct, inherited ones first.
template <class T>
using Fields = boost::describe::describe_members<T, boost::describe::mod_public |
                                                        boost::describe::mod_inherited>;

// ---- writing ----

/// Writes JSON as people like to read it: containers of the first levels one entry a line, deeper
/// ones on one line. The same calls give the same bytes. A buffer of its own, since a manifest is
/// written in millions of small pieces; all has reached the stream when the writer is gone.
class Writer {
public:
  /// `depth`: how many containers are open already, of what others write.
  explicit Writer(llvm::raw_ostream &out, int depth = 0)
      : out(out), buffer(new char[bufferBytes]), depth(depth) {}
  Writer(const Writer &) = delete;
  ~Writer() { flush(); }

  void open(char bracket) {
    put(bracket);
    ++depth;
    first = true;
  }
  void close(char bracket) {
    if (!first && depth <= brokenLevels)
      breakLine(depth - 1);
    --depth;
    put(bracket);
    first = false;
  }
  /// Comes before each element of an array.
  void next() {
    if (!first)
      put(',');
    if (depth <= brokenLevels)
      breakLine(depth);
    else if (!first)
      put(' ');
    first = false;
  }
  /// Comes before each field of an object. `name` needs no escaping.
  void key(llvm::StringRef name) {
    next();
    put('"');
    put(name);
    put("\": ");
  }
  void name(Name text);
  /// Elements, or fields, that another writer wrote for this depth. There is at least one.
  void written(StringRef elements) {
    if (!first)
      put(',');
    put(elements);
    first = false;
  }
  /// The line break at the end of a document.
  void end() { put('\n'); }

  template <class T> void field(llvm::StringRef fieldName, const T &v) {
    if (isAbsent(v))
      return;
    key(fieldName);
    value(v);
  }

  /// The fields of a described struct.
  template <class T> void fields(const T &v) {
    boost::mp11::mp_for_each<Fields<T>>([&](auto d) {
      static constexpr llvm::StringRef name = decltype(d)::name;
      field(name, v.*d.pointer);
    });
  }

  template <class T> void value(const T &v) {
    if constexpr (std::is_same_v<T, bool>) {
      put(v ? "true" : "false");
    } else if constexpr (std::is_integral_v<T>) {
      number(v);
    } else if constexpr (std::is_enum_v<T>) {
      put('"');
      put(boost::describe::enum_to_string(v, "?"));
      put('"');
    } else if constexpr (std::is_same_v<T, Digest>) {
      digest(v);
    } else if constexpr (std::is_convertible_v<T, llvm::StringRef>) {
      name(v);
    } else if constexpr (isOptional<T>) {
      value(*v);
    } else if constexpr (isList<T>) {
      open('[');
      for (const auto &element : v) {
        next();
        value(element);
      }
      close(']');
    } else {
      open('{');
      fields(v);
      close('}');
    }
  }

private:
  /// Levels of containers whose entries stand on lines of their own.
  static constexpr int brokenLevels = 4;
  static constexpr size_t bufferBytes = 65536;

  void breakLine(int indent) { put(llvm::StringRef("\n    ").take_front(size_t(indent) + 1)); }
  void put(char c) {
    if (used == bufferBytes)
      flush();
    buffer[used++] = c;
  }
  void put(llvm::StringRef text) {
    if (text.size() > bufferBytes - used)
      return putWhereFull(text);
    std::copy(text.begin(), text.end(), buffer.get() + used);
    used += text.size();
  }
  void putWhereFull(llvm::StringRef text);
  template <class T> void number(T v) {
    char digits[24];
    put({digits, size_t(std::to_chars(digits, std::end(digits), v).ptr - digits)});
  }
  void digest(const Digest &v);
  void flush() {
    out << llvm::StringRef(buffer.get(), used);
    used = 0;
  }

  llvm::raw_ostream &out;
  std::unique_ptr<char[]> buffer;
  size_t used = 0;
  int depth;
  bool first = true;
};

// ---- reading what a tool wrote ----

/// Reads documents straight into structs, without a tree, if they are as the tools write them:
/// fields in their order, nothing unknown, nothing wrong. All else is left to the reader below,
/// which knows every form of JSON and can say what is wrong.
class QuickReader {
public:
  explicit QuickReader(StringRef text) : at(text.begin()), end(text.end()) {}

  /// Each function says whether it found what it looks for; after one that did not, nothing holds.
  bool open(char bracket) { return eat(bracket); }
  bool close(char bracket) { return eat(bracket); }
  bool colon() { return eat(':'); }
  /// Before each element but the first there must be a comma. False at the end, which it reads.
  bool next(char bracket, bool isFirst, bool &good) {
    if (eat(bracket))
      return false;
    good &= isFirst || eat(',');
    return good;
  }
  bool key(StringRef name) {
    skipSpace();
    StringRef rest = this->rest();
    if (!rest.consume_front("\"") || !rest.consume_front(name) || !rest.consume_front("\""))
      return false;
    at = rest.begin();
    return eat(':');
  }
  bool comma() { return eat(','); }
  bool atEnd() {
    skipSpace();
    return at == end;
  }
  /// What was not read yet.
  StringRef rest() const { return {at, size_t(end - at)}; }
  /// A string without escapes. It lies in the document.
  bool string(StringRef &to);

  template <class T> bool value(T &to) {
    if constexpr (std::is_same_v<T, bool>) {
      skipSpace();
      to = rest().starts_with("true");
      at += to ? 4 : 0;
      return to;
    } else if constexpr (std::is_integral_v<T>) {
      return number(to);
    } else if constexpr (std::is_enum_v<T>) {
      StringRef name;
      return string(name) && boost::describe::enum_from_string(name.str().c_str(), to);
    } else if constexpr (std::is_same_v<T, Digest>) {
      StringRef digits;
      std::optional<Digest> digest;
      if (string(digits))
        digest = Digest::fromHex(digits);
      to = digest.value_or(Digest());
      return digest.has_value();
    } else if constexpr (std::is_same_v<T, Name>) {
      return string(to);
    } else if constexpr (isOptional<T>) {
      return value(to.emplace());
    } else if constexpr (isList<T>) {
      bool good = open('[');
      while (good && next(']', to.empty(), good))
        good = value(to.emplace_back());
      return good;
    } else {
      return open('{') && fields(to, /*isFirst=*/true);
    }
  }

  /// The fields of `to` from here to the end of the object.
  template <class T> bool fields(T &to, bool isFirst) {
    bool good = true;
    boost::mp11::mp_for_each<Fields<T>>([&](auto d) {
      using Field = std::remove_cvref_t<decltype(to.*d.pointer)>;
      if (!good)
        return;
      const char *start = at;
      if ((isFirst || comma()) && key(d.name)) {
        good = value(to.*d.pointer);
        isFirst = false;
      } else {
        at = start;
        good = mayBeAbsent<Field>;
      }
    });
    return good && eat('}');
  }

private:
  void skipSpace() {
    while (at != end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
      ++at;
  }
  bool eat(char c) {
    skipSpace();
    bool found = at != end && *at == c;
    at += found;
    return found;
  }
  template <class T> bool number(T &to) {
    skipSpace();
    const char *digits = at + (at != end && *at == '-');
    // JSON has no leading zeros.
    if (digits != end && *digits == '0' && digits + 1 != end && llvm::isDigit(digits[1]))
      return false;
    auto [stop, error] = std::from_chars(at, end, to);
    // A fraction or an exponent is no integer.
    if (error != std::errc() || (stop != end && StringRef(".eE").contains(*stop)))
      return false;
    at = stop;
    return true;
  }

  const char *at;
  const char *end;
};

// ---- reading any document ----

/// Where in a document a value stands. Lives on the stack, and becomes text only when there is an
/// error.
struct Pointer {
  const Pointer *parent = nullptr;
  llvm::StringRef key = {};
  size_t index = 0;

  std::string text() const;
  /// An error at this place. The root has the empty pointer, which is left out.
  Error fault(const Twine &cause) const {
    return parent ? failure(text() + ": " + cause) : failure(cause);
  }
  Error expected(const Twine &what) const { return fault("expected " + what); }
};

Error readName(const boost::json::value &from, const Pointer &pointer, Name &to);

template <class T> Error read(const boost::json::value &from, const Pointer &pointer, T &to);

template <class E> std::string enumerators() {
  std::string all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    all += all.empty() ? "" : ", ";
    all += d.name;
  });
  return all;
}

/// Fills the struct `to`; the field `schema`, where `isDocument`, was checked already.
template <class T>
Error readStruct(const boost::json::value &from, const Pointer &pointer, T &to,
                 bool isDocument = false) {
  const boost::json::object *object = from.if_object();
  if (!object)
    return pointer.expected("an object");
  size_t seen = isDocument ? 1 : 0;
  Error error = Error::success();
  boost::mp11::mp_for_each<Fields<T>>([&](auto d) {
    if (error)
      return;
    using Field = std::remove_cvref_t<decltype(to.*d.pointer)>;
    if (const boost::json::value *field = object->if_contains(d.name)) {
      ++seen;
      error = read(*field, Pointer{&pointer, d.name}, to.*d.pointer);
    } else if (!mayBeAbsent<Field>) {
      error = pointer.fault("field '" + Twine(d.name) + "' is missing");
    }
  });
  if (error || seen == object->size())
    return error;
  for (const auto &entry : *object) {
    bool known = isDocument && entry.key() == "schema";
    boost::mp11::mp_for_each<Fields<T>>([&](auto d) { known |= entry.key() == d.name; });
    if (!known)
      return pointer.fault("unknown field '" +
                           shown(StringRef(entry.key().data(), entry.key().size())) + "'");
  }
  return error;
}

template <class T> Error read(const boost::json::value &from, const Pointer &pointer, T &to) {
  if constexpr (std::is_same_v<T, bool>) {
    const bool *flag = from.if_bool();
    if (!flag)
      return pointer.expected("true or false");
    to = *flag;
    return Error::success();
  } else if constexpr (std::is_integral_v<T>) {
    boost::json::error_code code;
    to = from.is_number() && !from.is_double() ? from.to_number<T>(code) : T();
    if (code || !from.is_number() || from.is_double())
      return pointer.expected(std::is_signed_v<T> ? "an integer" : "an integer of 0 or more");
    return Error::success();
  } else if constexpr (std::is_enum_v<T>) {
    const boost::json::string *name = from.if_string();
    if (!name || !boost::describe::enum_from_string(name->c_str(), to))
      return pointer.expected("one of " + enumerators<T>());
    return Error::success();
  } else if constexpr (std::is_same_v<T, Digest>) {
    const boost::json::string *digits = from.if_string();
    std::optional<Digest> digest =
        digits ? Digest::fromHex({digits->data(), digits->size()}) : std::nullopt;
    if (!digest)
      return pointer.expected("a digest");
    to = *digest;
    return Error::success();
  } else if constexpr (std::is_same_v<T, Name>) {
    return readName(from, pointer, to);
  } else if constexpr (isOptional<T>) {
    return read(from, pointer, to.emplace());
  } else if constexpr (isList<T>) {
    const boost::json::array *array = from.if_array();
    if (!array)
      return pointer.expected("an array");
    to.reserve(array->size());
    for (size_t i = 0; i < array->size(); ++i)
      if (Error error = read((*array)[i], Pointer{&pointer, {}, i}, to.emplace_back()))
        return error;
    return Error::success();
  } else {
    return readStruct(from, pointer, to);
  }
}

/// Parses `text` and calls `readRoot` with its root, which is an object whose "schema" is `schema`.
/// The tree is gone afterwards. Errors have `place` in front, syntax errors with line and column.
Error parseDocument(StringRef text, StringRef place, StringRef schema,
                    llvm::function_ref<Error(const boost::json::object &)> readRoot);

/// Reads a document whose root is the described struct T with a `T::schema`. Names may lie in
/// `text`.
template <class T> Expected<T> parseDocument(StringRef text, StringRef place) {
  T document;
  QuickReader quick(text);
  StringRef schema;
  if (quick.open('{') && quick.key("schema") && quick.string(schema) && schema == T::schema &&
      quick.fields(document, /*isFirst=*/false) && quick.atEnd())
    return document;
  document = T();
  if (Error error = parseDocument(text, place, T::schema, [&](const boost::json::object &root) {
        return readStruct(root, Pointer{}, document, /*isDocument=*/true);
      }))
    return error;
  return document;
}

/// Writes a document whose root is the described struct T with a `T::schema`.
template <class T> void printDocument(const T &document, llvm::raw_ostream &out) {
  Writer writer(out);
  writer.open('{');
  writer.field("schema", T::schema);
  writer.fields(document);
  writer.close('}');
  writer.end();
}

} // namespace armeld::json
