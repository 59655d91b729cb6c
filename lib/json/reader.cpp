#include "json/reader.h"

#include "json/parse.h"
#include "json/pointer.h"
#include "json/scanner.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <atomic>

namespace armeld::json {

namespace {

/// The type of the value of `schema`, which is compared and not kept.
constexpr Type schemaType{.kind = Type::name};
/// The type of the digits of a name's bytes.
constexpr Type digitsType{.kind = Type::name};

/// Has the functions that Boost's parser calls, in the order of the text. Each says whether to go
/// on. The first value that has no place in the struct ends the parse.
class Handler : public NoLimits {
public:
  using Code = boost::json::error_code;
  using View = boost::json::string_view;

  /// `text`: the document, in which names may lie. `piece`: what is read of it, if not all.
  Handler(const Root &root, void *to, StringRef text, const Piece *piece)
      : root(root), next{&root.type, to}, text(text), piece(piece) {}

  /// What is wrong at which place, or empty.
  std::string fault;
  /// Fields of the root that were read.
  uint64_t rootSeen = 0;
  /// Whether the root has the field `schema`, with the right value.
  bool hasSchema = false;

  bool on_document_begin(Code &) { return true; }
  bool on_document_end(Code &) { return true; }
  bool on_object_begin(Code &code);
  bool on_object_end(size_t, Code &code);
  bool on_array_begin(Code &code);
  bool on_array_end(size_t, Code &) { return close(); }
  bool on_key_part(View part, size_t, Code &) { return hold(part); }
  bool on_key(View last, size_t, Code &code);
  bool on_string_part(View part, size_t, Code &) { return hold(part); }
  bool on_string(View last, size_t, Code &code);
  bool on_number_part(View, Code &) { return true; }
  bool on_int64(int64_t number, View, Code &code);
  bool on_uint64(uint64_t number, View, Code &code);
  bool on_double(double, View, Code &code) { return misfit(take(), code); }
  bool on_bool(bool flag, Code &code);
  bool on_null(Code &code) { return misfit(take(), code); }
  // Not JSON; the parser refuses comments.
  bool on_comment_part(View, Code &) { return true; }
  bool on_comment(View, Code &) { return true; }

private:
  /// An object, list or map that is open, or the object that stands for a name's bytes.
  struct Frame {
    const Type *type;
    void *to;
    uint64_t seen = 0;  ///< of an object: bit i is set where field i was read
    size_t count = 0;   ///< of a list or map: elements so far. Of an object: the field likely next
    StringRef key = {}; ///< of an object or map: the last
  };

  /// Where the value goes that comes next.
  Slot take();
  bool open(Slot slot) {
    size_t before = piece && stack.size() == 1 ? piece->first : 0;
    stack.push_back({.type = slot.type, .to = slot.to, .count = before});
    return true;
  }
  /// The number of an element of the list or map `frame` that begins.
  size_t nextElement(Frame &frame) {
    // What follows is the place of another piece.
    if (piece && stack.size() == 2 && frame.count >= piece->first + piece->count)
      llvm::report_fatal_error("a piece of a document has more elements than were counted");
    return frame.count++;
  }
  bool close() {
    stack.pop_back();
    return true;
  }
  bool hold(View part) {
    if (partsAreDone)
      parts.clear();
    partsAreDone = false;
    parts.append(part.data(), part.size());
    return true;
  }
  /// A string or key that is complete. Lies in the document, or in `parts`, until the next one.
  StringRef whole(View last);
  bool isInText(StringRef string) const {
    return string.begin() >= text.begin() && string.end() <= text.end();
  }
  bool objectKey(Frame &frame, StringRef key, Code &code);
  bool setName(Slot slot, StringRef string, Code &code);

  /// Ends the parse. `depth`: how many of the open containers belong to the place.
  bool fail(const Twine &cause, size_t depth, Code &code);
  /// A value of another type than the slot's.
  bool misfit(Slot slot, Code &code);

  const Root root;
  Slot next; ///< of the last key, or of the root
  const StringRef text;
  const Piece *const piece;
  std::vector<Frame> stack;
  std::string parts;
  bool partsAreDone = false;
};

} // namespace

static std::string expectation(const Type &type) {
  switch (type.kind) {
  case Type::object:
  case Type::map:
    return "an object";
  case Type::list:
    return "an array";
  case Type::name:
    return R"(a string, or {"bytes": HEXADECIMAL})";
  case Type::digest:
    return "a digest";
  case Type::enumeration:
    return "one of " + llvm::join(type.names, ", ");
  case Type::integer:
    return type.isSigned ? "an integer" : "an integer of 0 or more";
  case Type::flag:
    return "true or false";
  }
  llvm_unreachable("every kind has its words");
}

bool Handler::fail(const Twine &cause, size_t depth, Code &code) {
  for (const Frame &frame : llvm::ArrayRef(stack).take_front(depth)) {
    if (frame.type->kind == Type::list)
      fault += "/" + llvm::utostr(frame.count - 1);
    else if (frame.type->kind != Type::name)
      fault += pointerStep(frame.key);
  }
  fault += (fault.empty() ? "" : ": ") + cause.str();
  code = boost::json::make_error_code(boost::json::error::exception);
  return false;
}

bool Handler::misfit(Slot slot, Code &code) {
  return fail("expected " + expectation(*slot.type), stack.size(), code);
}

Slot Handler::take() {
  if (stack.empty() || stack.back().type->kind != Type::list)
    return next;
  Frame &list = stack.back();
  return list.type->child(list.to, nextElement(list));
}

StringRef Handler::whole(View last) {
  if (partsAreDone)
    parts.clear();
  partsAreDone = false;
  if (parts.empty())
    return {last.data(), last.size()};
  parts.append(last.data(), last.size());
  partsAreDone = true;
  return parts;
}

bool Handler::on_object_begin(Code &code) {
  Slot slot = take();
  Type::Kind kind = slot.type->kind;
  bool isObject = kind == Type::object || kind == Type::map;
  if (!isObject && (kind != Type::name || slot.type == &schemaType || slot.type == &digitsType))
    return misfit(slot, code);
  return open(slot);
}

bool Handler::on_array_begin(Code &code) {
  Slot slot = take();
  return slot.type->kind == Type::list ? open(slot) : misfit(slot, code);
}

bool Handler::on_object_end(size_t, Code &code) {
  const Frame &frame = stack.back();
  if (frame.type->kind == Type::name && !frame.seen)
    return misfit({frame.type, nullptr}, code);
  uint64_t missing = frame.type->required & ~frame.seen;
  if (stack.size() == 1) {
    rootSeen = frame.seen;
    missing = piece ? 0 : missing;
  }
  if (missing)
    return fail("field '" + frame.type->names[size_t(llvm::countr_zero(missing))] + "' is missing",
                stack.size() - 1, code);
  return close();
}

bool Handler::on_key(View last, size_t, Code &code) {
  StringRef key = whole(last);
  Frame &frame = stack.back();
  if (frame.type->kind == Type::object)
    return objectKey(frame, key, code);
  if (frame.type->kind == Type::name) { // {"bytes": DIGITS}
    if (key != "bytes" || frame.seen)
      return misfit({frame.type, nullptr}, code);
    frame.seen = 1;
    next = {&digitsType, frame.to};
    return true;
  }
  frame.key = isInText(key) ? key : keep(key);
  std::optional<Digest> digest = Digest::fromHex(key);
  if (!digest)
    return fail("expected a digest as the key", stack.size(), code);
  next = frame.type->entry(frame.to, nextElement(frame), *digest);
  return true;
}

bool Handler::objectKey(Frame &frame, StringRef key, Code &code) {
  llvm::ArrayRef<StringRef> names = frame.type->names;
  // Fields usually come in the order of the struct.
  size_t i = frame.count;
  for (size_t tried = 0; tried < names.size(); ++tried, ++i) {
    if (i == names.size())
      i = 0;
    if (names[i] != key)
      continue;
    frame.key = names[i];
    if (frame.seen >> i & 1)
      return fail("is listed twice", stack.size(), code);
    frame.seen |= uint64_t(1) << i;
    frame.count = i + 1 == names.size() ? 0 : i + 1;
    next = frame.type->child(frame.to, i);
    return true;
  }
  if (stack.size() == 1 && key == "schema") {
    frame.key = "schema";
    if (hasSchema)
      return fail("is listed twice", stack.size(), code);
    next = {&schemaType, nullptr};
    return true;
  }
  return fail("unknown field '" + shown(key) + "'", stack.size() - 1, code);
}

bool Handler::setName(Slot slot, StringRef string, Code &code) {
  if (slot.type == &schemaType) {
    hasSchema = string == root.schema;
    return hasSchema || fail("expected " + root.schema, stack.size(), code);
  }
  std::string bytes;
  if (slot.type != &digitsType)
    *static_cast<Name *>(slot.to) = isInText(string) ? string : keep(string);
  else if (string.size() % 2 == 0 && llvm::tryGetFromHex(string, bytes))
    *static_cast<Name *>(slot.to) = keep(bytes);
  else
    return misfit(slot, code);
  return true;
}

bool Handler::on_string(View last, size_t, Code &code) {
  StringRef string = whole(last);
  Slot slot = take();
  switch (slot.type->kind) {
  case Type::name:
    return setName(slot, string, code);
  case Type::digest:
    if (std::optional<Digest> digest = Digest::fromHex(string)) {
      *static_cast<Digest *>(slot.to) = *digest;
      return true;
    }
    return misfit(slot, code);
  case Type::enumeration: {
    const StringRef *found = llvm::find(slot.type->names, string);
    if (found == slot.type->names.end())
      return misfit(slot, code);
    slot.type->choose(slot.to, size_t(found - slot.type->names.begin()));
    return true;
  }
  default:
    return misfit(slot, code);
  }
}

bool Handler::on_int64(int64_t number, View, Code &code) {
  Slot slot = take();
  return (slot.type->kind == Type::integer && slot.type->setSigned(slot.to, number)) ||
         misfit(slot, code);
}

bool Handler::on_uint64(uint64_t number, View, Code &code) {
  Slot slot = take();
  return (slot.type->kind == Type::integer && slot.type->setLarge(slot.to, number)) ||
         misfit(slot, code);
}

bool Handler::on_bool(bool flag, Code &code) {
  Slot slot = take();
  if (slot.type->kind != Type::flag)
    return misfit(slot, code);
  *static_cast<bool *>(slot.to) = flag;
  return true;
}

Error readDocument(StringRef text, StringRef place, const Root &root, void *to) {
  boost::json::basic_parser<Handler> parser({}, root, to, text, /*piece=*/nullptr);
  boost::json::error_code code;
  if (parse(parser, text, code) == text.size() && !code && parser.handler().hasSchema)
    return Error::success();
  if (Error error = checkOutline(text, place, root.schema))
    return error;
  return failure(place + ": " + parser.handler().fault);
}

bool scanDocument(StringRef text, const Root &root, void *to) {
  Handler handler(root, to, text, /*piece=*/nullptr);
  return Scanner(handler, text).onlyValue() && handler.hasSchema;
}

/// What was read of the root's fields.
struct Seen {
  uint64_t fields = 0; ///< bit i is set for field i
  bool schema = false;
};

/// Reads the piece as a document of its own.
static bool readPiece(const Piece &piece, const Root &root, StringRef text, void *to, Seen &seen) {
  Handler handler(root, to, text, &piece);
  boost::json::error_code code;
  if (!handler.on_object_begin(code) || !Scanner(handler, piece.key).key())
    return false;
  Scanner scanner(handler, piece.text);
  bool good = true;
  if (piece.open == '[')
    good = handler.on_array_begin(code) && scanner.onlyElements(/*isObject=*/false) &&
           handler.on_array_end(0, code);
  else if (piece.open == '{')
    good = handler.on_object_begin(code) && scanner.onlyElements(/*isObject=*/true) &&
           handler.on_object_end(0, code);
  else
    good = scanner.onlyValue();
  good = good && handler.on_object_end(0, code);
  seen = {handler.rootSeen, handler.hasSchema};
  return good;
}

/// The field of the root that a piece belongs to, if the root has it.
static Slot fieldOf(const Piece &piece, const Root &root, void *to) {
  const StringRef *found = llvm::find(root.type.names, piece.key.drop_front().drop_back());
  if (found == root.type.names.end())
    return {};
  return root.type.child(to, size_t(found - root.type.names.begin()));
}

/// Joins the pieces of each object that stands for a struct: fields that it lacks show at its end.
static std::vector<Piece> joinStructs(llvm::ArrayRef<Piece> pieces, const Root &root, void *to) {
  std::vector<Piece> joined;
  for (const Piece &piece : pieces) {
    Slot field = piece.first > 0 ? fieldOf(piece, root, to) : Slot();
    if (!field.type || field.type->kind != Type::object) {
      joined.push_back(piece);
      continue;
    }
    const char *start = joined.back().text.begin();
    joined.back().text = StringRef(start, size_t(piece.text.end() - start));
    joined.back().count += piece.count;
  }
  return joined;
}

/// Makes room for the elements of all pieces, so that each piece has its places and no other piece
/// writes there. False if two pieces could have the same place.
static bool makeRoom(llvm::ArrayRef<Piece> pieces, const Root &root, size_t textBytes, void *to) {
  std::vector<StringRef> keys;
  for (size_t i = 0; i < pieces.size(); ++i) {
    const Piece &piece = pieces[i];
    if (piece.first == 0) {
      if (llvm::is_contained(keys, piece.key))
        return false;
      keys.push_back(piece.key);
    }
    Slot field = fieldOf(piece, root, to);
    if (!field.type && piece.key != "\"schema\"")
      return false;
    bool isLast = i + 1 == pieces.size() || pieces[i + 1].first == 0;
    if (!isLast || !piece.open || !field.type)
      continue;
    size_t count = piece.first + piece.count;
    // An element's text takes about as many bytes as its struct. Commas alone claim no memory.
    if (field.type->resize && count * field.type->elementBytes <= 4 * textBytes)
      field.type->resize(field.to, count);
    else if (field.type->resize || piece.first > 0)
      return false;
  }
  return true;
}

bool readPieces(llvm::ArrayRef<Piece> cut, const Root &root, StringRef text, void *to,
                const Reading &reading) {
  std::vector<Piece> pieces = joinStructs(cut, root, to);
  if (!makeRoom(pieces, root, text.size(), to))
    return false;
  std::vector<Seen> seen(pieces.size());
  std::atomic<bool> good = true;
  reading.forEach(pieces.size(), [&](size_t i) {
    if (good.load(std::memory_order_relaxed) && !readPiece(pieces[i], root, text, to, seen[i]))
      good = false;
    if (reading.count)
      reading.count(pieces[i].text.size());
  });
  Seen all;
  for (size_t i = 0; i < pieces.size(); ++i) {
    all.fields |= seen[i].fields;
    all.schema |= seen[i].schema;
  }
  return good && all.schema && !(root.type.required & ~all.fields);
}

} // namespace armeld::json
