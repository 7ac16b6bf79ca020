// How the gateway runs: ports, auth, reload, logging, web surfaces, hooks and cron.
// The notation is explained in key_tables.hpp.
#include "config/key_tables.hpp"

namespace openclaw::config {

const std::string_view gatewayKeys = R"keys(
meta
  lastTouchedVersion  string
  lastTouchedAt  string
env
  shellEnv
    enabled  bool ~ false
    timeoutMs  int >=0 ~ 15000
  vars  {string}
  *  string
wizard
  lastRunAt  string
  lastRunVersion  string
  lastRunCommit  string
  lastRunCommand  string
  lastRunMode  'local' | 'remote'
update
  channel  'stable' | 'beta' | 'dev'
  checkOnStart  bool ~ true
logging
  level  'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' ~ "info"
  file  string
  consoleLevel  'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'
  consoleStyle  'pretty' | 'compact' | 'json'
  redactSensitive  'off' | 'tools' ~ "tools"
  redactPatterns  string[]
diagnostics
  enabled  bool ~ false
  flags  string[] ~ []
  otel
    enabled  bool
    endpoint  string
    protocol  'http/protobuf' | 'grpc'
    headers  {string}
    serviceName  string
    traces  bool
    metrics  bool
    logs  bool
    sampleRate  number >=0 <=1
    flushIntervalMs  int >=0
  cacheTrace
    enabled  bool
    filePath  string
    includeMessages  bool
    includePrompt  bool
    includeSystem  bool
gateway
  port  int >0 ~ 18789
  mode  'local' | 'remote'
  bind  'auto' | 'lan' | 'loopback' | 'custom' | 'tailnet' ~ "loopback"
  controlUi
    enabled  bool ~ true
    basePath  string ~ "/"
    allowInsecureAuth  bool ~ false
    dangerouslyDisableDeviceAuth  bool ~ false
    allowedOrigins  string[]
  auth
    mode  'token' | 'password'
    token  string
    password  string
    allowTailscale  bool
  trustedProxies  string[] ~ []
  tailscale
    mode  'off' | 'serve' | 'funnel' ~ "off"
    resetOnExit  bool ~ false
  remote
    url  string
    transport  'ssh' | 'direct' ~ "ssh"
    token  string
    password  string
    tlsFingerprint  string
    sshTarget  string
    sshIdentity  string
  reload
    mode  'off' | 'restart' | 'hot' | 'hybrid' ~ "hybrid"
    debounceMs  int >=0 ~ 300
  tls
    enabled  bool ~ false
    autoGenerate  bool ~ true
    certPath  string
    keyPath  string
    caPath  string
  http
    endpoints
      chatCompletions  @toggle
      responses
        enabled  bool ~ false
        maxBodyBytes  int >0
        files
          allowUrl  bool
          allowedMimes  string[]
          maxBytes  int >0
          maxChars  int >0
          maxRedirects  int >=0
          timeoutMs  int >0
          pdf
            maxPages  int >0
            maxPixels  int >0
            minTextChars  int >=0
        images
          allowUrl  bool
          allowedMimes  string[]
          maxBytes  int >0
          maxRedirects  int >=0
          timeoutMs  int >0
  nodes
    browser
      mode  'auto' | 'manual' | 'off' ~ "auto"
      node  string
    allowCommands  string[]
    denyCommands  string[]
  customBindHost  string
discovery
  wideArea
    enabled  bool ~ false
    domain  string
  mdns
    mode  enum(off,minimal,full) ~ "minimal"
canvasHost
  enabled  bool ~ true
  root  string ~ "~/.openclaw/canvas"
  port  int >0
  liveReload  bool ~ true
ui
  seamColor  string /^#?[0-9a-fA-F]{6}$/
  assistant
    name  string len<=50
    avatar  string len<=200
web
  enabled  bool ~ true
  heartbeatSeconds  int >0 ~ 60
  reconnect
    initialMs  number >0
    maxMs  number >0 ~ 30000
    factor  number >0
    jitter  number >=0 <=1 ~ 0.25
    maxAttempts  int >=0 ~ 12
browser
  enabled  bool ~ true
  evaluateEnabled  bool ~ true
  cdpUrl  string
  remoteCdpTimeoutMs  int >=0 ~ 1500
  remoteCdpHandshakeTimeoutMs  int >=0
  color  string ~ "#FF4500"
  executablePath  string
  headless  bool ~ false
  noSandbox  bool ~ false
  attachOnly  bool ~ false
  defaultProfile  string ~ "chrome"
  snapshotDefaults
    mode  'efficient'
  profiles  {object}
    cdpPort  int >=1 <=65535
    cdpUrl  string
    driver  'openclaw' | 'extension' ~ "openclaw"
    color!  string /^#?[0-9a-fA-F]{6}$/
talk
  voiceId  string
  voiceAliases  {string}
  modelId  string
  outputFormat  string
  apiKey  string
  interruptOnSpeech  bool ~ true
nodeHost
  browserProxy
    enabled  bool ~ true
    allowProfiles  string[]
cron
  enabled  bool ~ true
  store  string
  maxConcurrentRuns  int >0 ~ 1
hooks
  enabled  bool ~ false
  path  string ~ "/hooks"
  token  string
  maxBodyBytes  int >0 ~ 262144
  presets  string[]
  transformsDir  string
  mappings  object[]
    id  string
    match
      path  string
      source  string
    action  'wake' | 'agent'
    wakeMode  'now' | 'next-heartbeat'
    name  string
    sessionKey  string
    messageTemplate  string
    textTemplate  string
    deliver  bool
    allowUnsafeExternalContent  bool
    channel  'last' | 'whatsapp' | 'telegram' | 'discord' | 'slack' | 'signal' | 'imessage' | 'msteams'
    to  string
    model  string
    thinking  string
    timeoutSeconds  int >0
    transform
      module!  string
      export  string
  gmail
    account  string
    label  string ~ "INBOX"
    topic  string ~ "gog-gmail-watch"
    subscription  string ~ "gog-gmail-watch-push"
    pushToken  string
    hookUrl  string
    includeBody  bool
    maxBytes  int >0 ~ 20000
    renewEveryMinutes  int >0 ~ 720
    allowUnsafeExternalContent  bool
    serve
      bind  string ~ "127.0.0.1"
      port  int >0 ~ 8788
      path  string ~ "/gmail-pubsub"
    tailscale
      mode  'off' | 'serve' | 'funnel'
      path  string
      target  string
    model  string
    thinking  'off' | 'minimal' | 'low' | 'medium' | 'high'
  internal
    enabled  bool ~ false
    handlers  object[]
      event!  string
      module!  string
      export  string
    entries  {object}
      enabled  bool
      env  {string}
      messages  int >0
    load
      extraDirs  string[]
    installs  {object}
      source!  'npm' | 'archive' | 'path'
      spec  string
      sourcePath  string
      installPath  string
      version  string
      installedAt  string
      hooks  string[]
)keys";

}
