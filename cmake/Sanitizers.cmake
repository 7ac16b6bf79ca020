# One switch for the sanitizers: -DOPENCLAW_SANITIZE=address,undefined or thread.
if(OPENCLAW_SANITIZE)
    add_compile_options(-fsanitize=${OPENCLAW_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${OPENCLAW_SANITIZE})
endif()
