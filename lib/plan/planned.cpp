#include "plan/planned.h"

namespace armeld {

PlannedLibrary plannedLibrary(const Library &library) {
  PlannedLibrary result;
  result.path = library.path;
  result.slice = library.slice;
  result.size = library.size;
  result.modified_ns = library.modified_ns;
  result.changed_ns = library.changed_ns;
  result.inode = library.inode;
  result.format = library.format;
  result.thin = library.thin;
  result.workspace = library.workspace;
  result.expected_size = library.size;
  return result;
}

PlannedMember plannedMember(const Member &member, const Object &object) {
  bool unreadable = object.unreadable.has_value();
  return {member.name, member.object, member.data_offset, member.size,
          member.file, unreadable,    member.listed};
}

} // namespace armeld
