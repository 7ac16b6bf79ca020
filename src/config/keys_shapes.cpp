// Groups of keys that occur in more than one place.
// The notation is explained in key_tables.hpp.
#include "config/key_tables.hpp"

namespace openclaw::config {

const std::string_view sharedShapes = R"keys(
:toggle
  enabled  bool ~ true
:experimental
  sessionMemory  bool
:markdown
  tables  enum(off,bullets,code) ~ "code"
:vector
  enabled  bool ~ true
  extensionPath  string
:local
  modelCacheDir  string
  modelPath  string
:activeHours
  end  string
  start  string
  timezone  string
:modelChoice
  fallbacks  string[] ~ []
  primary  string ~ "anthropic/claude-opus-4-5"
:applyPatch
  allowModels  string[]
  enabled  bool
:deepgram
  detectLanguage  bool
  punctuate  bool
  smartFormat  bool
:cache
  enabled  bool ~ true
  maxEntries  int >0
:ulimits
  hard  int >=0
  soft  int >=0
:prune
  idleHours  int >=0 ~ 24
  maxAgeDays  int >=0 ~ 7
:groupChat
  historyLimit  int >0
  mentionPatterns  string[]
:memoryChunks
  overlap  int >=0 ~ 80
  tokens  int >0 ~ 400
:sessions
  deltaBytes  int >=0 ~ 100000
  deltaMessages  int >=0 ~ 50
:toolPolicy
  allow  string[]
  alsoAllow  string[]
  deny  string[]
:elevated
  allowFrom  {(string | number)[]}
  enabled  bool
:match
  channel  string
  chatType  'direct' | 'group' | 'channel'
  keyPrefix  string
:store
  driver  'sqlite'
  path  string
  vector  @vector
:topics
  allowFrom  (string | number)[]
  enabled  bool
  requireMention  bool
  skills  string[]
  systemPrompt  string
:coalescing
  idleMs  int >=0 ~ 1000
  maxChars  int >0
  minChars  int >0
:sessionReset
  atHour  int >=0 <=23 ~ 4
  idleMinutes  int >0
  mode  'daily' | 'idle' ~ "daily"
:sandboxTools
  tools  @toolPolicy
:hybrid
  candidateMultiplier  int >0 ~ 4
  enabled  bool ~ true
  textWeight  number >=0 <=1 ~ 0.3
  vectorWeight  number >=0 <=1 ~ 0.7
:humanDelay
  maxMs  int >=0
  minMs  int >=0
  mode  'off' | 'natural' | 'custom' ~ "off"
:retry
  attempts  int >=1 ~ 3
  jitter  number >=0 <=1 ~ 0.1
  maxDelayMs  int >=0 ~ 30000
  minDelayMs  int >=0 ~ 400
:batch
  concurrency  int >0
  enabled  bool
  pollIntervalMs  int >=0
  timeoutMinutes  int >0
  wait  bool
:chunking
  breakPreference  'paragraph' | 'newline' | 'sentence' ~ "paragraph"
  maxChars  int >0 ~ 1200
  minChars  int >0 ~ 800
:providerTools
  allow  string[]
  alsoAllow  string[]
  deny  string[]
  profile  'minimal' | 'coding' | 'messaging' | 'full'
:attachments
  maxAttachments  int >0
  mode  'first' | 'all' ~ "first"
  prefer  'first' | 'last' | 'path' | 'url'
:rules
  action!  'allow' | 'deny'
  match  @match
:heartbeat
  ackMaxChars  int >=0 ~ 300
  activeHours  @activeHours
  every  string
  includeReasoning  bool ~ false
  model  string
  prompt  string
  session  string
  target  string ~ "last"
  to  string
:query
  hybrid  @hybrid
  maxResults  int >0 ~ 6
  minScore  number >=0 <=1 ~ 0.35
:sync
  intervalMinutes  int >=0
  onSearch  bool ~ true
  onSessionStart  bool ~ true
  sessions  @sessions
  watch  bool ~ true
  watchDebounceMs  int >=0 ~ 1500
:remote
  apiKey  string
  baseUrl  string
  batch  @batch
  headers  {string}
:browser
  allowHostControl  bool
  autoStart  bool ~ true
  autoStartTimeoutMs  int >0 ~ 12000
  cdpPort  int >0 ~ 9222
  containerPrefix  string ~ "openclaw-sbx-browser-"
  enableNoVnc  bool ~ true
  enabled  bool ~ false
  headless  bool
  image  string ~ "openclaw-sandbox-browser:bookworm-slim"
  noVncPort  int >0 ~ 6080
  vncPort  int >0 ~ 5900
:chatScope
  default  'allow' | 'deny'
  rules  @rules[]
:channels
  allow  bool
  autoThread  bool
  enabled  bool
  requireMention  bool
  skills  string[]
  systemPrompt  string
  tools  @toolPolicy
  toolsBySender  {@toolPolicy}
  users  (string | number)[]
:docker
  apparmorProfile  string
  binds  string[]
  capDrop  string[] ~ ["ALL"]
  containerPrefix  string ~ "openclaw-sbx-"
  cpus  number >0
  dns  string[]
  env  {string}
  extraHosts  string[]
  image  string ~ "openclaw-sandbox:bookworm-slim"
  memory  string | number
  memorySwap  string | number
  network  string ~ "none"
  pidsLimit  int >0
  readOnlyRoot  bool ~ true
  seccompProfile  string
  setupCommand  string
  tmpfs  string[]
  ulimits  {string | number | @ulimits}
  user  string
  workdir  string ~ "/workspace"
:mediaModel
  args  string[]
  baseUrl  string
  capabilities  ('image' | 'audio' | 'video')[]
  command  string
  deepgram  @deepgram
  headers  {string}
  language  string
  maxBytes  int >0
  maxChars  int >0
  model  string
  preferredProfile  string
  profile  string
  prompt  string
  provider  string
  providerOptions  {{string | number | bool}}
  timeoutSeconds  int >0
  type  'provider' | 'cli'
:sandbox
  browser  @browser
  docker  @docker
  mode  'off' | 'non-main' | 'all' ~ "off"
  perSession  bool
  prune  @prune
  scope  'session' | 'agent' | 'shared' ~ "agent"
  sessionToolsVisibility  'spawned' | 'all' ~ "spawned"
  workspaceAccess  'none' | 'ro' | 'rw' ~ "none"
  workspaceRoot  string ~ "~/.openclaw/sandboxes"
:memorySearch
  cache  @cache
  chunking  @memoryChunks
  enabled  bool ~ true
  experimental  @experimental
  extraPaths  string[]
  fallback  'openai' | 'gemini' | 'local' | 'none'
  local  @local
  model  string
  provider  'openai' | 'local' | 'gemini'
  query  @query
  remote  @remote
  sources  ('memory' | 'sessions')[] ~ ["memory"]
  store  @store
  sync  @sync
:mediaUnderstanding
  attachments  @attachments
  baseUrl  string
  deepgram  @deepgram
  enabled  bool
  headers  {string}
  language  string
  maxBytes  int >0
  maxChars  int >0 ~ 500
  models  @mediaModel[]
  prompt  string
  providerOptions  {{string | number | bool}}
  scope  @chatScope
  timeoutSeconds  int >0 ~ 60
)keys";

}
