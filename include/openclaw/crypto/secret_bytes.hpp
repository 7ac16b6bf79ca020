#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace openclaw::crypto {

/// Overwrites memory in a way the compiler may not remove.
void wipe(void* bytes, std::size_t size);

/// Hands memory back only after overwriting it.
template <class T>
struct WipingAllocator {
    using value_type = T;

    WipingAllocator() = default;
    template <class U>
    explicit WipingAllocator(const WipingAllocator<U>&) {}

    T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
    void deallocate(T* pointer, std::size_t count) {
        wipe(pointer, count * sizeof(T));
        std::allocator<T>().deallocate(pointer, count);
    }
    bool operator==(const WipingAllocator&) const { return true; }
};

/// Raw key material. It reads like a string_view and its memory is overwritten when it goes; keys are at
/// least 16 bytes, so they never sit in the short-string buffer, which is not overwritten.
using SecretBytes = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;

/// The bytes as a value that is not secret any more (ciphertext, public keys).
inline std::string toPlain(std::string_view bytes) { return std::string(bytes); }

}
