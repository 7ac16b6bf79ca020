# One switch for the sanitizers: -DOPENCLAW_SANITIZE=address,undefined or thread.
if(OPENCLAW_SANITIZE)
    add_compile_options(-fsanitize=${OPENCLAW_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${OPENCLAW_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        # clang 14 cannot emit this check for coroutines ("Cannot represent a difference across sections").
        add_compile_options(-fno-sanitize=function)
    endif()
endif()
