# openclaw_room(name SOURCES a.cpp ... [LINK lib ...] [PUBLIC_LINK lib ...] [SMALL] [SEPARATE])
# One static library per room, called openclaw_<name>. A room links only the rooms it may use, so a
# forbidden dependency fails at link time; tests/lint checks the includes. SMALL rooms are compiled for size in a
# Release build: nothing in them is hot, and together they are half of the program (decision 011).
# SEPARATE rooms are never compiled as a whole (Unity.cmake).
function(openclaw_room name)
    cmake_parse_arguments(ROOM "SMALL;SEPARATE" "" "SOURCES;LINK;PUBLIC_LINK" ${ARGN})
    add_library(openclaw_${name} STATIC ${ROOM_SOURCES})
    target_include_directories(openclaw_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include PRIVATE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(openclaw_${name} PUBLIC ${ROOM_PUBLIC_LINK} PRIVATE ${ROOM_LINK})
    if(ROOM_SMALL)
        target_compile_options(openclaw_${name} PRIVATE ${OPENCLAW_SIZE_OPTIONS})
        openclaw_use_pch(openclaw_${name} SMALL)
    else()
        openclaw_use_pch(openclaw_${name})
    endif()
    if(ROOM_SEPARATE)
        set_target_properties(openclaw_${name} PROPERTIES UNITY_BUILD OFF)
    else()
        openclaw_unity(openclaw_${name})
    endif()
endfunction()

# openclaw_test(name SOURCES ... [LINK ...]): a GoogleTest executable test_<name>, registered with ctest.
function(openclaw_test name)
    cmake_parse_arguments(TEST "" "TIMEOUT;LABEL" "SOURCES;LINK" ${ARGN})
    add_executable(test_${name} ${TEST_SOURCES})
    target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(test_${name} PRIVATE ${TEST_LINK} GTest::gtest GTest::gtest_main)
    openclaw_use_pch(test_${name})
    openclaw_unity(test_${name})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 120)
    endif()
    if(NOT TEST_LABEL)
        set(TEST_LABEL unit)
    endif()
    add_test(NAME ${name} COMMAND test_${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS ${TEST_LABEL})
endfunction()

# openclaw_false_positive(file ...): g++ 12 at -O2 sees overflows inside std::string's copies in these files where there
# are none (its own bug 105651 and relatives); the warnings stay on everywhere else.
function(openclaw_false_positive)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release")
        set_source_files_properties(${ARGN} PROPERTIES
            COMPILE_OPTIONS "-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread")
    endif()
endfunction()
