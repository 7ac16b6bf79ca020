#pragma once

#include "openclaw/core/json.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Splits outgoing text into messages (spec outbound.md §4). Limits and lengths are UTF-16 code units; a limit of 0
/// means no limit. Surrogate pairs are never cut, so only a limit of 1 can be exceeded, by one unit.
namespace openclaw::text {

enum class ChunkMode { length, newline };

/// Breaks at the last line feed, else the last white space outside parentheses, else hard; white space at the
/// breaks is dropped.
std::vector<std::string> chunkText(std::string_view text, std::size_t limit);
/// Like chunkText, but never leaves a fenced code block open: it is closed and reopened around the break.
std::vector<std::string> chunkMarkdown(std::string_view text, std::size_t limit);
/// One chunk per paragraph (blank lines inside fences do not count); long ones are split by chunkText, or kept
/// whole when `splitLong` is false.
std::vector<std::string> chunkByParagraph(std::string_view text, std::size_t limit, bool splitLong = true);

std::vector<std::string> chunkTextWithMode(std::string_view text, std::size_t limit, ChunkMode mode);
std::vector<std::string> chunkMarkdownWithMode(std::string_view text, std::size_t limit, ChunkMode mode);

struct LineChunkOptions {
    bool splitLongLines = true;
    bool trimLines = true;
};
/// One chunk per line; blank lines stay in front of the line they precede.
std::vector<std::string> chunkByLine(std::string_view text, std::size_t maxLineLength, LineChunkOptions options = {});

struct DiscordChunkOptions {
    std::size_t maxChars = 2000;
    /// Discord clips tall messages in its clients.
    std::size_t maxLines = 17;
    ChunkMode mode = ChunkMode::length;
};
/// Line based, bounded in characters and lines, with fences and `Reasoning:` italics balanced in each chunk.
std::vector<std::string> chunkDiscord(std::string_view text, const DiscordChunkOptions& options = {});

inline constexpr std::size_t defaultChunkLimit = 4000;
/// `textChunkLimit` of the account, else of the channel, else the fallback. Reads `channels.<channel>` of a config.
std::size_t resolveChunkLimit(const Json& config, std::string_view channel, std::string_view accountId,
                              std::size_t fallback = defaultChunkLimit);
/// `chunkMode`, looked up the same way; default length.
ChunkMode resolveChunkMode(const Json& config, std::string_view channel, std::string_view accountId);

}
