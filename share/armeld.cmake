# Melds static libraries in a CMake build.
#
#   include(/usr/share/armeld/armeld.cmake)
#   add_melded_libraries(NAME LIBRARIES TARGET... [OPTIONS OPTION...])
#
# makes, for each TARGET, a library NAME::TARGET to link with in its place: the slimmed library with the workspace library behind
# it, and all that users of TARGET get besides. A TARGET is a static library of this build or an imported one, or a library without
# files of its own that links with one static library, as Corrosion makes for a crate. The results are in the folder NAME of the
# current binary folder; OPTIONS go to ar-meld.
#
# AR_MELD says where ar-meld is. Needs CMake 3.18. Where one build has several configurations, they share the results.

find_program(AR_MELD ar-meld REQUIRED)

# The static library that TARGET is or links with
function(_armeld_static_library target out)
  if(NOT TARGET "${target}")
    message(FATAL_ERROR "add_melded_libraries: there is no target ${target}")
  endif()
  get_target_property(type "${target}" TYPE)
  set(found "${target}")
  if(type STREQUAL "INTERFACE_LIBRARY")
    set(found "")
    get_target_property(linked "${target}" INTERFACE_LINK_LIBRARIES)
    foreach(item IN LISTS linked)
      if(TARGET "${item}")
        get_target_property(type "${item}" TYPE)
        if(type STREQUAL "STATIC_LIBRARY")
          list(APPEND found "${item}")
        endif()
      endif()
    endforeach()
    list(LENGTH found count)
    if(NOT count EQUAL 1)
      message(FATAL_ERROR "add_melded_libraries: ${target} links with ${count} static libraries, not with one")
    endif()
  elseif(NOT type STREQUAL "STATIC_LIBRARY")
    message(FATAL_ERROR "add_melded_libraries: ${target} is no static library")
  endif()
  set("${out}" "${found}" PARENT_SCOPE)
endfunction()

function(add_melded_libraries name)
  cmake_parse_arguments(PARSE_ARGV 1 meld "" "" "LIBRARIES;OPTIONS")
  if(meld_UNPARSED_ARGUMENTS OR NOT meld_LIBRARIES)
    message(FATAL_ERROR "add_melded_libraries: NAME LIBRARIES TARGET... [OPTIONS OPTION...]")
  endif()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${name}")
  set(statics "")
  set(inputs "")
  set(outputs "")
  # What targets call their files is not known yet, and imported targets must know it. So the results get names by the targets.
  set(rename "")
  foreach(target IN LISTS meld_LIBRARIES)
    _armeld_static_library("${target}" static)
    list(APPEND statics "${static}")
    list(APPEND inputs "$<TARGET_FILE:${static}>")
    string(REPLACE "::" "_" file "${CMAKE_STATIC_LIBRARY_PREFIX}${target}${CMAKE_STATIC_LIBRARY_SUFFIX}")
    list(APPEND outputs "${folder}/${file}")
    list(APPEND rename COMMAND "${CMAKE_COMMAND}" -E rename "${folder}/new/$<TARGET_FILE_NAME:${static}>" "${folder}/${file}")
  endforeach()
  set(workspace "${CMAKE_STATIC_LIBRARY_PREFIX}${name}_workspace${CMAKE_STATIC_LIBRARY_SUFFIX}")
  list(APPEND rename COMMAND "${CMAKE_COMMAND}" -E rename "${folder}/new/${workspace}" "${folder}/${workspace}")
  add_custom_command(
    OUTPUT ${outputs} "${folder}/${workspace}"
    COMMAND "${AR_MELD}" ${meld_OPTIONS} -o "${workspace}" --out-dir "${folder}/new" ${inputs}
    ${rename}
    DEPENDS ${inputs} ${statics}
    COMMENT "Melding ${name}"
    VERBATIM)
  add_custom_target("${name}_meld" DEPENDS ${outputs} "${folder}/${workspace}")
  add_library("${name}_workspace" STATIC IMPORTED GLOBAL)
  set_property(TARGET "${name}_workspace" PROPERTY IMPORTED_LOCATION "${folder}/${workspace}")
  add_dependencies("${name}_workspace" "${name}_meld")

  # For each TARGET an imported library, which is the file, and one without a file of its own, since the folders of headers of
  # an imported one are those of the system. What a target links with comes behind, but for the others of this meld: there, the melded
  # ones take their places.
  string(REGEX REPLACE "([][+.*()^$?|\\])" "\\\\\\1" originals "${meld_LIBRARIES};${statics}")
  string(REPLACE ";" "|" originals "${originals}")
  foreach(target static output IN ZIP_LISTS meld_LIBRARIES statics outputs)
    string(REPLACE "::" "_" melded "${name}_${target}")
    add_library("${melded}-static" STATIC IMPORTED GLOBAL)
    set_property(TARGET "${melded}-static" PROPERTY IMPORTED_LOCATION "${output}")
    add_dependencies("${melded}-static" "${name}_meld")
    target_link_libraries("${melded}-static" INTERFACE "${name}_workspace")
    add_library("${melded}" INTERFACE)
    add_library("${name}::${target}" ALIAS "${melded}")
    target_link_libraries("${melded}" INTERFACE "${melded}-static")
    set(sources "${target}" "${static}")
    list(REMOVE_DUPLICATES sources)
    foreach(source IN LISTS sources)
      # What is private to a static library is $<LINK_ONLY:...> in this property.
      set(linked "$<TARGET_GENEX_EVAL:${source},$<TARGET_PROPERTY:${source},INTERFACE_LINK_LIBRARIES>>")
      foreach(other original IN ZIP_LISTS meld_LIBRARIES statics)
        if(NOT other STREQUAL target)
          target_link_libraries("${melded}-static" INTERFACE
            "$<$<OR:$<IN_LIST:${other},${linked}>,$<IN_LIST:${original},${linked}>>:${name}::${other}>")
        endif()
      endforeach()
      target_link_libraries("${melded}-static" INTERFACE "$<FILTER:${linked},EXCLUDE,^(${originals})$>")
      foreach(property INCLUDE_DIRECTORIES SYSTEM_INCLUDE_DIRECTORIES COMPILE_DEFINITIONS COMPILE_FEATURES COMPILE_OPTIONS
          LINK_DIRECTORIES LINK_OPTIONS)
        set_property(TARGET "${melded}" APPEND PROPERTY "INTERFACE_${property}"
          "$<TARGET_PROPERTY:${source},INTERFACE_${property}>")
      endforeach()
    endforeach()
  endforeach()
endfunction()
