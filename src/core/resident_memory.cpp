// Unmaps clean program text once the start is over. Only segments that are never written are touched: a
// relocated page would lose its relocations.
#include "openclaw/core/resident_memory.hpp"

#ifdef __linux__
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#endif

namespace openclaw {

#ifdef __linux__

namespace {

struct Pages {
    std::uintptr_t size;
    std::size_t released = 0;
};

int releaseText(dl_phdr_info* object, std::size_t, void* context) {
    auto& pages = *static_cast<Pages*>(context);
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const ElfW(Phdr)& segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
        const std::uintptr_t begin = (object->dlpi_addr + segment.p_vaddr) & ~(pages.size - 1);
        const std::uintptr_t end =
            (object->dlpi_addr + segment.p_vaddr + segment.p_memsz) & ~(pages.size - 1);
        if (begin < end && madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED) == 0)
            pages.released += end - begin;
    }
    return 0;
}

}

std::size_t releaseStartPages() {
    malloc_trim(0);
    Pages pages{static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE))};
    dl_iterate_phdr(releaseText, &pages);
    return pages.released;
}

#else

std::size_t releaseStartPages() { return 0; }

#endif

}
