// The Control UI's files, placed into the program by the assembler: no build step, no Node, no copying at start.
#include "openclaw/ui/assets.hpp"

#define OPENCLAW_EMBED(symbol, file)                                                                                   \
    __asm__(".section .rodata\n.balign 16\n.global openclaw_asset_" #symbol "\nopenclaw_asset_" #symbol                \
            ":\n.incbin \"" OPENCLAW_UI_DIR "/" file "\"\n.global openclaw_asset_" #symbol                             \
            "_end\nopenclaw_asset_" #symbol "_end:\n.byte 0\n.previous\n");                                            \
    extern "C" const char openclaw_asset_##symbol[];                                                                   \
    extern "C" const char openclaw_asset_##symbol##_end[];

OPENCLAW_EMBED(index, "index.html")
OPENCLAW_EMBED(app, "assets/app.js")
OPENCLAW_EMBED(approvals, "assets/approvals.js")
OPENCLAW_EMBED(channels, "assets/channels.js")
OPENCLAW_EMBED(client, "assets/client.js")
OPENCLAW_EMBED(composer, "assets/composer.js")
OPENCLAW_EMBED(conversation, "assets/conversation.js")
OPENCLAW_EMBED(identity, "assets/identity.js")
OPENCLAW_EMBED(images, "assets/images.js")
OPENCLAW_EMBED(markdown, "assets/markdown.js")
OPENCLAW_EMBED(sessions, "assets/sessions.js")
OPENCLAW_EMBED(view, "assets/view.js")
OPENCLAW_EMBED(style, "assets/style.css")
OPENCLAW_EMBED(icon, "assets/icon.svg")

namespace openclaw::ui {

namespace {

struct Entry {
    std::string_view path;
    const char* begin;
    const char* end;
    std::string_view contentType;
};

constexpr std::string_view script = "application/javascript; charset=utf-8";

const Entry entries[] = {
    {"index.html", openclaw_asset_index, openclaw_asset_index_end, "text/html; charset=utf-8"},
    {"assets/app.js", openclaw_asset_app, openclaw_asset_app_end, script},
    {"assets/approvals.js", openclaw_asset_approvals, openclaw_asset_approvals_end, script},
    {"assets/channels.js", openclaw_asset_channels, openclaw_asset_channels_end, script},
    {"assets/client.js", openclaw_asset_client, openclaw_asset_client_end, script},
    {"assets/composer.js", openclaw_asset_composer, openclaw_asset_composer_end, script},
    {"assets/conversation.js", openclaw_asset_conversation, openclaw_asset_conversation_end, script},
    {"assets/identity.js", openclaw_asset_identity, openclaw_asset_identity_end, script},
    {"assets/images.js", openclaw_asset_images, openclaw_asset_images_end, script},
    {"assets/markdown.js", openclaw_asset_markdown, openclaw_asset_markdown_end, script},
    {"assets/sessions.js", openclaw_asset_sessions, openclaw_asset_sessions_end, script},
    {"assets/view.js", openclaw_asset_view, openclaw_asset_view_end, script},
    {"assets/style.css", openclaw_asset_style, openclaw_asset_style_end, "text/css; charset=utf-8"},
    {"assets/icon.svg", openclaw_asset_icon, openclaw_asset_icon_end, "image/svg+xml"},
};

}

std::optional<Asset> findAsset(std::string_view path) {
    for (const Entry& entry : entries) {
        if (entry.path == path)
            return Asset{std::string_view(entry.begin, static_cast<std::size_t>(entry.end - entry.begin)), entry.contentType};
    }
    return std::nullopt;
}

}
