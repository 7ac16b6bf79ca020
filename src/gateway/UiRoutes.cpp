// Serving the embedded page with headers that keep foreign code out of it.
#include "gateway/UiRoutes.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "openclaw/ui/assets.hpp"

namespace openclaw::gateway {

namespace {

void secure(net::HttpResponse& response, const std::string& scriptHash) {
    const std::string scripts = scriptHash.empty() ? "'self'" : "'self' 'sha256-" + scriptHash + "'";
    response.headers.set("Content-Security-Policy",
                         "default-src 'none'; script-src " + scripts +
                             "; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; "
                             "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Referrer-Policy", "no-referrer");
    response.headers.set("X-Frame-Options", "DENY");
    response.headers.set("Cache-Control", "no-cache");
}

/// A JSON string that is safe inside a script element.
std::string scriptString(const std::string& text) { return replaceAll(quoteJson(text), "<", "\\u003c"); }

net::HttpResponse plain(int status, const char* text) {
    net::HttpResponse response(status, "text/plain; charset=utf-8", text);
    secure(response, {});
    return response;
}

/// "" for the root, else "/path".
std::string basePathOf(const Json& config) {
    const Json* controlUi = findPath(config, "gateway.controlUi");
    std::string base = controlUi ? std::string(trimAscii(stringOr(*controlUi, "basePath"))) : std::string();
    while (base.ends_with('/'))
        base.pop_back();
    if (!base.empty() && base.front() != '/')
        base.insert(base.begin(), '/');
    return base;
}

bool isEnabled(const Json& config) {
    const Json* controlUi = findPath(config, "gateway.controlUi");
    return !controlUi || findBool(*controlUi, "enabled").value_or(true);
}

}

asio::awaitable<net::HttpResponse> UiRoutes::serve(net::HttpServerRequest request) {
    const auto settings = settings_();
    const std::string base = basePathOf(settings->root);
    std::string path(request.path());
    if (!isEnabled(settings->root))
        co_return plain(404, "Not Found");
    if (request.method != "GET" && request.method != "HEAD")
        co_return plain(405, "Method Not Allowed");
    if (!base.empty()) {
        if (path == base) {
            net::HttpResponse redirect = plain(302, "");
            const std::string query(request.query());
            redirect.headers.set("Location", base + "/" + (query.empty() ? "" : "?" + query));
            co_return redirect;
        }
        if (!path.starts_with(base + "/"))
            co_return plain(404, "Not Found");
        path.erase(0, base.size());
    } else if (path == "/ui" || path.starts_with("/ui/")) {
        co_return plain(404, "Not Found");
    }
    if (path.find("..") != std::string::npos || path.find('\0') != std::string::npos)
        co_return plain(404, "Not Found");
    if (path.starts_with("/avatar/"))
        co_return avatar(path.substr(8), request.query().find("meta=1") != std::string_view::npos);
    // Pages live at nested routes; their assets are found from any of them.
    if (const std::size_t assets = path.find("/assets/"); assets != std::string::npos) {
        if (const auto asset = ui::findAsset(std::string_view(path).substr(assets + 1))) {
            net::HttpResponse response(200, asset->contentType, std::string(asset->content));
            secure(response, {});
            co_return response;
        }
        co_return plain(404, "Not Found");
    }
    co_return page(base);
}

net::HttpResponse UiRoutes::page(const std::string& basePath) const {
    const auto settings = settings_();
    std::string name = "Assistant";
    std::string avatarText = "A";
    if (const Json* assistant = findPath(settings->root, "ui.assistant")) {
        name = stringOr(*assistant, "name", name);
        avatarText = stringOr(*assistant, "avatar", avatarText);
    }
    const std::string script = "window.__OPENCLAW_CONTROL_UI_BASE_PATH__=" + scriptString(basePath) +
                               ";window.__OPENCLAW_ASSISTANT_NAME__=" + scriptString(name) +
                               ";window.__OPENCLAW_ASSISTANT_AVATAR__=" + scriptString(avatarText) + ";";
    std::string html(ui::findAsset("index.html")->content);
    html.insert(html.find("</head>"), "<script>" + script + "</script>");
    net::HttpResponse response(200, "text/html; charset=utf-8", std::move(html));
    secure(response, base64Encode(crypto::sha256(script)));
    return response;
}

net::HttpResponse UiRoutes::avatar(const std::string&, bool wantsMeta) const {
    if (!wantsMeta)
        return plain(404, "Not Found");
    net::HttpResponse response(200, "application/json; charset=utf-8", R"({"avatarUrl":null})");
    secure(response, {});
    return response;
}

}
