# With CMAKE_UNITY_BUILD (a whole build on a new machine, as CI does it) the files of a folder are compiled together, eight
# at a time: each of them instantiates the same templates. Without it, as one works, a change compiles one file.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Members of types that are private to a file, seen through an include; locals called like a neighbour's function.
    add_compile_options(-Wno-subobject-linkage -Wno-shadow -Wshadow=local)
endif()
function(openclaw_unity target)
    get_target_property(sources ${target} SOURCES)
    foreach(source IN LISTS sources)
        get_filename_component(folder ${source} DIRECTORY)
        string(MAKE_C_IDENTIFIER "${target}_${folder}" group)
        math(EXPR count_${group} "${count_${group}} + 1")
        math(EXPR part "${count_${group}} / 8")
        set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group}_${part})
    endforeach()
    set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
endfunction()
