// The JSON Schemas in schemas/ and the structs agree field by field: names and their order, types,
// which fields are required, enumerators, and nothing else.
//
// The schemas are read from the folder schemas/, or from that which SCHEMAS names.
#include "documents/explanation.h"
#include "documents/index.h"
#include "documents/plan.h"
#include "documents/report.h"
#include "documents/sections.h"
#include "documents/verdict.h"
#include "json/fields.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MemoryBuffer.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>

using namespace armeld;

namespace {

/// Every document: its schema "armeld/plan/2" is described in schemas/plan.json.
using Documents =
    boost::mp11::mp_list<Manifest, Sections, Plan, Explanation, Index, Verdict, Report>;

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr const char *digestPattern = "^[0-9a-f]{64}$";

value parsed(StringRef json) { return boost::json::parse({json.data(), json.size()}); }

/// What describes any name.
const value nameForms = parsed(R"([
  {"type": "string"},
  {"type": "object",
   "properties": {"bytes": {"type": "string", "pattern": "^([0-9a-fA-F]{2})*$",
                            "description": "The bytes, two hexadecimal digits each."}},
   "required": ["bytes"],
   "additionalProperties": false}])");

/// Compares a schema with the types that it describes.
class Comparison {
public:
  explicit Comparison(const value &schema) : schema(schema) {}

  std::vector<std::string> differences;

  template <class T> void document() {
    const object &root = schema.as_object();
    expect("", root, "$schema", "https://json-schema.org/draft/2020-12/schema");
    expect("", root, "$id", ("https://armeld.invalid/schemas/" + fileName(T::schema)).c_str());
    structure<T>("", root, T::schema, {"$schema", "$id", "$defs", "title"});
    for (const auto &definition : root.at("$defs").as_object())
      if (!used.contains(std::string(definition.key())))
        differ("/$defs/" + std::string(definition.key()), "nothing refers to it");
  }

  static std::string fileName(StringRef schemaName) {
    return schemaName.split('/').second.split('/').first.str() + ".json";
  }

private:
  void differ(const Twine &place, const Twine &what) {
    differences.push_back((place + ": " + what).str());
  }

  void expect(const std::string &place, const object &node, const char *keyword,
              const value &wanted) {
    const value *found = node.if_contains(keyword);
    if (!found || *found != wanted)
      differ(place, Twine(keyword) + " is " + (found ? serialize(*found) : "missing") + ", not " +
                        serialize(wanted));
  }

  /// `node` has no keywords but these and a description.
  void expectOnly(const std::string &place, const object &node,
                  std::initializer_list<StringRef> keywords,
                  std::initializer_list<StringRef> more = {}) {
    for (const auto &entry : node) {
      StringRef keyword(entry.key().data(), entry.key().size());
      if (keyword != "description" && !llvm::is_contained(keywords, keyword) &&
          !llvm::is_contained(more, keyword))
        differ(place, "has " + keyword);
    }
  }

  /// What `node` refers to, or itself.
  const object &resolve(const std::string &place, const object &node) {
    const value *reference = node.if_contains("$ref");
    if (!reference)
      return node;
    expectOnly(place, node, {"$ref"});
    StringRef name(reference->as_string().c_str());
    if (!name.consume_front("#/$defs/"))
      differ(place, "refers to " + name);
    used.insert(name);
    return schema.at("$defs").at({name.data(), name.size()}).as_object();
  }

  template <class T> void type(const std::string &place, const value &described) {
    const object &node = resolve(place, described.as_object());
    if constexpr (json::isOptional<T>) {
      type<typename T::value_type>(place, node);
    } else if constexpr (std::is_same_v<T, bool>) { // never written when false
      expectOnly(place, node, {"const"});
      expect(place, node, "const", true);
    } else if constexpr (std::is_integral_v<T>) {
      integer(place, node, std::is_signed_v<T>);
    } else if constexpr (std::is_enum_v<T>) {
      array names;
      boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
          [&](auto d) { names.emplace_back(d.name); });
      expectOnly(place, node, {"enum"});
      expect(place, node, "enum", names);
    } else if constexpr (std::is_same_v<T, Digest>) {
      expectOnly(place, node, {"type", "pattern"});
      expect(place, node, "type", "string");
      expect(place, node, "pattern", digestPattern);
    } else if constexpr (std::is_same_v<T, Name>) {
      expectOnly(place, node, {"anyOf"});
      expect(place, node, "anyOf", nameForms);
    } else if constexpr (json::isMap<T>) {
      expectOnly(place, node, {"type", "patternProperties", "additionalProperties"});
      expect(place, node, "type", "object");
      expect(place, node, "additionalProperties", false);
      const object &patterns = node.at("patternProperties").as_object();
      if (patterns.size() != 1 || !patterns.contains(digestPattern))
        differ(place, "its keys are other than digests");
      else
        type<typename T::value_type::second_type>(place + "/*", patterns.at(digestPattern));
    } else if constexpr (json::isList<T>) {
      expectOnly(place, node, {"type", "items"}, {json::isRare<T> ? "minItems" : ""});
      expect(place, node, "type", "array");
      if (json::isRare<T>) // never written when empty
        expect(place, node, "minItems", 1);
      type<typename T::value_type>(place + "/*", node.at("items"));
    } else {
      structure<T>(place, node, "", {});
    }
  }

  void integer(const std::string &place, const object &node, bool isSigned) {
    expectOnly(place, node, {"type"}, {isSigned ? "" : "minimum"});
    expect(place, node, "type", "integer");
    const value *minimum = node.if_contains("minimum");
    // Some numbers are only written when they are at least 1.
    if (!isSigned && (!minimum || (*minimum != 0 && *minimum != 1)))
      differ(place, "minimum is neither 0 nor 1");
  }

  /// `schemaName`: of a document's root, what its field `schema` is.
  template <class T>
  void structure(const std::string &place, const object &node, StringRef schemaName,
                 std::initializer_list<StringRef> more) {
    expectOnly(place, node, {"type", "properties", "required", "additionalProperties"}, more);
    expect(place, node, "type", "object");
    expect(place, node, "additionalProperties", false);
    const object &properties = node.at("properties").as_object();
    array names, required;
    if (!schemaName.empty()) {
      names.emplace_back("schema");
      required.emplace_back("schema");
      expect(place + "/schema", properties.at("schema").as_object(), "const",
             schemaName.str().c_str());
    }
    boost::mp11::mp_for_each<json::Fields<T>>([&](auto d) {
      using Field = std::remove_cvref_t<decltype(std::declval<T &>().*d.pointer)>;
      names.emplace_back(d.name);
      if (!json::mayBeAbsent<Field>)
        required.emplace_back(d.name);
      if (const value *property = properties.if_contains(d.name))
        type<Field>(place + "/" + d.name, *property);
    });
    array described;
    for (const auto &property : properties)
      described.emplace_back(property.key());
    if (described != names)
      differ(place, "describes " + serialize(described) + ", not " + serialize(names));
    expect(place, node, "required", required);
  }

  const value &schema;
  llvm::StringSet<> used;
};

template <class T> std::vector<std::string> differences(const value &schema) {
  Comparison comparison(schema);
  comparison.document<T>();
  return comparison.differences;
}

std::string folder() {
  const char *named = std::getenv("SCHEMAS");
  return named ? named : "schemas";
}

value readSchema(StringRef file) {
  auto buffer = llvm::MemoryBuffer::getFile(folder() + "/" + file.str());
  if (!buffer) {
    ADD_FAILURE() << folder() << "/" << file.str() << ": " << buffer.getError().message()
                  << "; run the tests in the project's folder, or set SCHEMAS";
    return parsed("{}");
  }
  return parsed((*buffer)->getBuffer());
}

/// A document that has a field more than its schema.
struct LongerIndex : Index {
  uint64_t more = 0;
};
BOOST_DESCRIBE_STRUCT(LongerIndex, (Index), (more))

} // namespace

TEST(Schemas, AgreeWithTheStructs) {
  boost::mp11::mp_for_each<Documents>([](auto document) {
    using T = decltype(document);
    std::string file = Comparison::fileName(T::schema);
    for (const std::string &difference : differences<T>(readSchema(file)))
      ADD_FAILURE() << file << difference;
  });
}

TEST(Schemas, EachDescribesADocument) {
  std::vector<std::string> expected, found;
  boost::mp11::mp_for_each<Documents>(
      [&](auto document) { expected.push_back(Comparison::fileName(document.schema)); });
  for (const auto &entry : std::filesystem::directory_iterator(folder()))
    found.push_back(entry.path().filename());
  llvm::sort(expected);
  llvm::sort(found);
  EXPECT_EQ(found, expected);
}

TEST(Schemas, ADifferenceOfEachKindIsFound) {
  EXPECT_FALSE(differences<LongerIndex>(readSchema("index.json")).empty());
  struct Case {
    const char *pointer, *value; ///< what is put where
  };
  const Case cases[] = {
      {"/properties/more", R"({"type": "integer", "minimum": 0})"},
      {"/$defs/move/properties/more", R"({"type": "integer", "minimum": 0})"},
      {"/$defs/unused", R"({"type": "string"})"},
      {"/$defs/move/required", R"(["object", "name", "copies"])"},
      {"/$defs/move/required", R"(["object", "equivalent", "name", "copies", "saves"])"},
      {"/$defs/move/additionalProperties", "true"},
      {"/$defs/move/properties/copies/type", R"("string")"},
      {"/$defs/move/properties/copies/maximum", "9"},
      {"/$defs/move/properties/object/$ref", R"("#/$defs/name")"},
      {"/$defs/move/properties/name/$ref", R"("#/$defs/digest")"},
      {"/$defs/move/properties/equivalent/minItems", "0"},
      {"/$defs/library/properties/modified_ns/minimum", "0"},
      {"/$defs/library/properties/thin/const", "false"},
      {"/$defs/rule/enum", R"(["kind"])"},
      {"/$defs/policy/properties/name/enum", R"(["greedy", "closed"])"},
      {"/$defs/policy/properties/name/enum", R"(["closed", "greedy", "lazy"])"},
      {"/$defs/digest/pattern", R"("^[0-9a-f]*$")"},
      {"/properties/schema/const", R"("armeld/plan/9")"},
  };
  for (const Case &c : cases) {
    value schema = readSchema("plan.json");
    EXPECT_TRUE(differences<Plan>(schema).empty());
    value *place = &schema;
    StringRef steps = StringRef(c.pointer).drop_front();
    for (StringRef step : llvm::split(steps, '/'))
      place = &place->as_object()[{step.data(), step.size()}];
    *place = parsed(c.value);
    EXPECT_FALSE(differences<Plan>(schema).empty()) << c.pointer << " " << c.value;
  }
}
