#pragma once

#include <optional>
#include <string>

/// What people press, from the bytes a terminal sends. No I/O.
namespace openclaw::cli {

enum class KeyKind { text, enter, cancel, up, down, left, right, backspace, clear, end };

struct Key {
    KeyKind kind = KeyKind::text;
    /// One character of KeyKind::text, in UTF-8.
    std::string text;
};

/// Takes the next key from the front of `bytes`. nullopt when more bytes are needed; with `isComplete`
/// nothing follows, so that a lone Esc is Esc. Ctrl-C, Ctrl-D and Esc cancel. Unknown sequences are skipped.
std::optional<Key> takeKey(std::string& bytes, bool isComplete);

/// `text` cut to `columns` terminal columns, counting every character as one.
std::string fitted(const std::string& text, std::size_t columns);

}
