// Writes structs as JSON.
#pragma once

#include "base/error.h"
#include "json/fields.h"

#include "llvm/Support/raw_ostream.h"

#include <charconv>
#include <memory>

namespace armeld::json {

/// Writes JSON that people can read: containers of the first levels have one entry per line, deeper
/// ones are on one line. The same calls give the same bytes. The writer has a buffer of its own,
/// because a manifest is written in millions of small pieces; its destructor flushes the buffer.
class Writer {
public:
  /// `depth`: how many containers another writer has opened already.
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
  /// Call before each element of an array.
  void next() {
    if (!first)
      put(',');
    if (depth <= brokenLevels)
      breakLine(depth);
    else if (!first)
      put(' ');
    first = false;
  }
  /// Call before each field of an object. `name` needs no escaping.
  void key(llvm::StringRef name) {
    next();
    put('"');
    put(name);
    put("\": ");
  }
  void name(Name text);
  /// Appends elements or fields that another writer wrote for this depth, at least one.
  void written(StringRef elements) {
    if (!first)
      put(',');
    put(elements);
    first = false;
  }
  /// Ends the document with a line break.
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
      // Columns of numbers are long, and are read as a whole if at all.
      int skipped = isColumn<T> ? brokenLevels : 0;
      depth += skipped;
      open('[');
      for (const auto &element : v) {
        next();
        value(element);
      }
      close(']');
      depth -= skipped;
    } else if constexpr (isMap<T>) {
      open('{');
      for (const auto &[digest, element] : v)
        field(digest.hex(), element);
      close('}');
    } else {
      open('{');
      fields(v);
      close('}');
    }
  }

private:
  /// Levels of containers with one entry per line.
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
