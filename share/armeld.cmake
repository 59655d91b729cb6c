# Melds static libraries in a CMake build.
#
#   include(/usr/share/armeld/armeld.cmake)
#   add_melded_libraries(NAME LIBRARIES TARGET... [OPTIONS OPTION...])
#
# makes, for each TARGET, a library NAME::TARGET to link with in its place: the slimmed library with the workspace library behind
# it, and all that users of TARGET get besides. A TARGET is a static library of this build, or an imported one, of
# Corrosion, say. The results are in the folder NAME of the current binary folder; OPTIONS go to ar-meld.
#
# AR_MELD says where ar-meld is. Needs CMake 3.15, and a compiler that passes on what stands behind -Wl.

find_program(AR_MELD ar-meld REQUIRED)

function(add_melded_libraries name)
  cmake_parse_arguments(PARSE_ARGV 1 meld "" "" "LIBRARIES;OPTIONS")
  if(meld_UNPARSED_ARGUMENTS OR NOT meld_LIBRARIES)
    message(FATAL_ERROR "add_melded_libraries: NAME LIBRARIES TARGET... [OPTIONS OPTION...]")
  endif()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${name}")
  set(workspace "${CMAKE_STATIC_LIBRARY_PREFIX}${name}_workspace${CMAKE_STATIC_LIBRARY_SUFFIX}")
  set(stamp "${folder}/melded")
  set(inputs "")
  foreach(target IN LISTS meld_LIBRARIES)
    list(APPEND inputs "$<TARGET_FILE:${target}>")
  endforeach()
  # The names of targets' files are not known here, so that a stamp stands for the results.
  add_custom_command(
    OUTPUT "${stamp}"
    COMMAND "${AR_MELD}" ${meld_OPTIONS} -o "${workspace}" --out-dir "${folder}" ${inputs}
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS ${inputs} ${meld_LIBRARIES}
    COMMENT "Melding ${name}"
    VERBATIM)
  add_custom_target("${name}_meld" DEPENDS "${stamp}")
  foreach(target IN LISTS meld_LIBRARIES)
    add_library("${name}_${target}" INTERFACE)
    add_library("${name}::${target}" ALIAS "${name}_${target}")
    add_dependencies("${name}_${target}" "${name}_meld")
    set_property(TARGET "${name}_${target}" PROPERTY INTERFACE_LINK_DEPENDS "${stamp}")
    # Plain names would be files for which no rule is known, and -l would search.
    target_link_libraries("${name}_${target}" INTERFACE "-Wl,${folder}/$<TARGET_FILE_NAME:${target}>" "-Wl,${folder}/${workspace}"
      "$<TARGET_PROPERTY:${target},INTERFACE_LINK_LIBRARIES>")
    foreach(property INCLUDE_DIRECTORIES COMPILE_DEFINITIONS COMPILE_OPTIONS LINK_OPTIONS)
      set_property(TARGET "${name}_${target}" PROPERTY "INTERFACE_${property}"
        "$<TARGET_PROPERTY:${target},INTERFACE_${property}>")
    endforeach()
  endforeach()
endfunction()
