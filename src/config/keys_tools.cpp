// What agents work with: model providers, credentials, tools, skills, plugins.
// The notation is explained in key_tables.hpp.
#include "config/key_tables.hpp"

namespace openclaw::config {

const std::string_view toolKeys = R"keys(
models
  mode  'merge' | 'replace' ~ "merge"
  providers  {object}
    baseUrl!  string len>=1
    apiKey  string
    auth  'api-key' | 'aws-sdk' | 'oauth' | 'token'
    api  'openai-completions' | 'openai-responses' | 'anthropic-messages' | 'google-generative-ai' | 'github-copilot' | 'bedrock-converse-stream'
    headers  {string}
    authHeader  bool
    models!  object[]
      id!  string len>=1
      name!  string len>=1
      api  'openai-completions' | 'openai-responses' | 'anthropic-messages' | 'google-generative-ai' | 'github-copilot' | 'bedrock-converse-stream'
      reasoning  bool ~ false
      input  ('text' | 'image')[] ~ ["text"]
      cost
        input  number ~ 0
        output  number
        cacheRead  number
        cacheWrite  number
      contextWindow  number >0 ~ 200000
      maxTokens  number >0
      headers  {string}
      compat
        supportsStore  bool
        supportsDeveloperRole  bool
        supportsReasoningEffort  bool
        maxTokensField  'max_completion_tokens' | 'max_tokens'
  bedrockDiscovery
    enabled  bool
    region  string
    providerFilter  string[]
    refreshInterval  int >=0
    defaultContextWindow  int >0 ~ 32000
    defaultMaxTokens  int >0 ~ 4096
auth
  profiles  {object}
    provider!  string
    mode!  'api_key' | 'oauth' | 'token'
    email  string
  order  {string[]}
  cooldowns
    billingBackoffHours  number >0 ~ 5
    billingBackoffHoursByProvider  {number >0}
    billingMaxHours  number >0 ~ 24
    failureWindowHours  number >0 ~ 24
tools
  profile  'minimal' | 'coding' | 'messaging' | 'full'
  allow  string[]
  alsoAllow  string[]
  deny  string[]
  byProvider  {@providerTools}
  web
    search
      enabled  bool
      provider  'brave' | 'perplexity' ~ "brave"
      apiKey  string
      maxResults  int >0
      timeoutSeconds  int >0 ~ 30
      cacheTtlMinutes  number >=0 ~ 15
      perplexity
        apiKey  string
        baseUrl  string
        model  string ~ "perplexity/sonar-pro"
    fetch
      enabled  bool ~ true
      maxChars  int >0 ~ 50000
      timeoutSeconds  int >0 ~ 30
      cacheTtlMinutes  number >=0 ~ 15
      maxRedirects  int >=0 ~ 3
      userAgent  string
  media
    models  @mediaModel[]
    concurrency  int >0 ~ 2
    image  @mediaUnderstanding
    audio  @mediaUnderstanding
    video  @mediaUnderstanding
  links
    enabled  bool
    scope  @chatScope
    maxLinks  int >0 ~ 3
    timeoutSeconds  int >0 ~ 30
    models  object[]
      type  'cli'
      command!  string len>=1
      args  string[]
      timeoutSeconds  int >0
  message
    allowCrossContextSend  bool
    crossContext
      allowWithinProvider  bool ~ true
      allowAcrossProviders  bool ~ false
      marker
        enabled  bool ~ true
        prefix  string
        suffix  string
    broadcast  @toggle
  agentToAgent
    enabled  bool ~ false
    allow  string[]
  elevated  @elevated
  exec
    host  enum(sandbox,gateway,node)
    security  enum(deny,allowlist,full)
    ask  enum(off,on-miss,always) ~ "on-miss"
    node  string
    pathPrepend  string[]
    safeBins  string[]
    backgroundMs  int >0 ~ 10000
    timeoutSec  int >0 ~ 1800
    cleanupMs  int >0 ~ 1800000
    notifyOnExit  bool ~ true
    applyPatch  @applyPatch
  subagents  @sandboxTools
  sandbox  @sandboxTools
skills
  allowBundled  string[]
  load
    extraDirs  string[]
    watch  bool ~ true
    watchDebounceMs  int >=0 ~ 250
  install
    preferBrew  bool ~ true
    nodeManager  'npm' | 'pnpm' | 'yarn' | 'bun' ~ "npm"
  entries  {object}
    enabled  bool
    apiKey  string
    env  {string}
    config  {any}
plugins
  enabled  bool ~ true
  allow  string[]
  deny  string[]
  load
    paths  string[]
  slots
    memory  string ~ "memory-core"
  entries  {object}
    enabled  bool
    config  {any}
  installs  {object}
    source!  'npm' | 'archive' | 'path'
    spec  string
    sourcePath  string
    installPath  string
    version  string
    installedAt  string
)keys";

}
