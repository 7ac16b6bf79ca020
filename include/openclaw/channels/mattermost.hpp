#pragma once

#include "openclaw/channels/registry.hpp"

namespace openclaw::channels {

/// The enabled accounts of channels.mattermost. Mattermost is a plugin that lives in the binary: the plugin registry
/// decides whether it is used.
std::vector<std::unique_ptr<Channel>> makeMattermostChannels(const config::Config& config, ChannelContext context);

}
