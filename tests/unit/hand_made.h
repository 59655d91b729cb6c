// Manifests that are made by hand, in few words.
//
//   HandMade set;
//   set.object("x.o", {strong("x")}, {"y"});          defines x and refers to y
//   set.library("liba.a", {"a.o", "x.o"});            a.o: an object that defines "a.o" only
//   Plan plan = set.plan();
//
// An object is named by its member, and its content is that name: members of one name are one
// object.
#pragma once

#include "documents/manifest.h"
#include "plan/planner.h"
#include "scan/rustc_name.h"

#include <gtest/gtest.h>

#include <map>

namespace armeld::handMade {

inline Definition strong(Name name) {
  Definition definition;
  definition.name = name;
  return definition;
}
inline Definition weak(Name name) {
  Definition definition = strong(name);
  definition.binding = Binding::weak;
  return definition;
}
inline Definition common(Name name) {
  Definition definition = strong(name);
  definition.binding = Binding::common;
  return definition;
}
/// A definition in a COMDAT, as C++'s inline functions have it.
inline Definition comdat(Name name, StringRef content) {
  Definition definition = weak(name);
  definition.comdat = Comdat::any;
  definition.content = digestOf(content);
  return definition;
}
inline Definition hidden(Definition definition) {
  definition.visibility = Visibility::hidden;
  return definition;
}

/// Names of members of Rust's compiler_builtins.
inline Name routineUnit(unsigned number) {
  return keep("compiler_builtins-27cfc16bdf3bb694.compiler_builtins.4e30281dd23088d2-cgu." +
              std::to_string(number) + ".rcgu.o");
}

class HandMade {
public:
  Manifest manifest;

  /// Adds an object, which may be changed until it is in a library.
  Object &object(Name name, std::vector<Definition> defines, std::vector<Name> references = {}) {
    Object &made = objects[name];
    made.size = 8;
    made.kind = Kind::relocatable;
    made.format = Name("elf");
    made.machine = Name("x86_64");
    made.equivalence = digestOf(name);
    made.defines = std::move(defines);
    made.references = std::move(references);
    return made;
  }

  /// Adds a library with these members. One that is no object yet defines its own name.
  Library &library(Name path, std::vector<Name> members) {
    Library made;
    made.path = path;
    uint64_t offset = 68;
    for (Name name : members) {
      if (!objects.count(name))
        object(name, {strong(name)});
      Member member;
      member.name = name;
      member.data_offset = offset;
      member.object = digestOf(name);
      member.rustc = parseRustcName(name);
      member.size = objects[name].size;
      offset += 60 + member.size;
      made.members.push_back(member);
    }
    made.symbol_table.state = SymbolTableState::fresh;
    manifest.libraries.push_back(made);
    manifest.objects.clear();
    for (const auto &[name, object] : objects)
      manifest.objects.emplace_back(digestOf(name), object);
    llvm::sort(manifest.objects, [](const auto &a, const auto &b) { return a.first < b.first; });
    return manifest.libraries.back();
  }

  /// Plans for the libraries; those that are not libw.a, if it is one of them.
  Plan plan(Policy policy = {}) const {
    PlanRequest request;
    request.policy = policy;
    request.workspacePath = "libw.a";
    request.existing = llvm::any_of(
        manifest.libraries, [](const Library &library) { return library.path == "libw.a"; });
    Expected<Plan> made = makePlan(manifest, request);
    EXPECT_TRUE(bool(made)) << (made ? "" : text(made.takeError()));
    return made ? std::move(*made) : Plan();
  }

private:
  std::map<Name, Object> objects;
};

/// The manifest of what ar-pack would write for the plan.
inline Manifest packed(const Manifest &before, const Plan &plan) {
  Manifest after;
  after.objects = before.objects;
  auto add = [&](Name path, const auto &members) {
    Library &library = after.libraries.emplace_back();
    library.path = path;
    library.symbol_table.state = SymbolTableState::fresh;
    for (const PlannedMember &planned : members) {
      Member &member = library.members.emplace_back();
      member.name = planned.name;
      member.object = planned.object;
      member.rustc = parseRustcName(planned.name);
      member.size = planned.size;
    }
  };
  for (const PlannedLibrary &library : plan.libraries)
    add(library.path, library.keep);
  add(plan.workspace->path, plan.workspace->members);
  return after;
}

inline Policy allowing(Rule rule) {
  Policy policy;
  policy.allow.push_back(rule);
  return policy;
}

/// The names of what moves, in the plan's order: "x.o y.o".
inline std::string moves(const Plan &plan) {
  std::string all;
  for (const Move &move : plan.moves)
    all += (all.empty() ? "" : " ") + move.name.str();
  return all;
}

/// What stays, with the rule and the symbol: "x.o unique f, y.o dependency x".
inline std::string pins(const Plan &plan) {
  std::string all;
  for (const Pin &pin : plan.pins)
    all += (all.empty() ? "" : ", ") + pin.name.str() + " " +
           boost::describe::enum_to_string(pin.rule, "") + (pin.symbol ? " " : "") +
           pin.symbol.value_or("").str();
  return all;
}

} // namespace armeld::handMade
