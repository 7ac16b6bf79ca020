// Agents and conversations: models of behaviour, routing, sessions, messages, commands.
// The notation is explained in key_tables.hpp.
#include "config/key_tables.hpp"

namespace openclaw::config {

const std::string_view agentKeys = R"keys(
agents
  defaults
    model  @modelChoice
    imageModel  @modelChoice
    models  {object}
      alias  string
      params  {any}
    workspace  string ~ "~/.openclaw/workspace"
    repoRoot  string
    skipBootstrap  bool ~ false
    bootstrapMaxChars  int >0 ~ 20000
    userTimezone  string
    timeFormat  'auto' | '12' | '24' ~ "auto"
    envelopeTimezone  string ~ "local"
    envelopeTimestamp  'on' | 'off' ~ "on"
    envelopeElapsed  'on' | 'off' ~ "on"
    contextTokens  int >0
    cliBackends  {object}
      command!  string
      args  string[]
      output  'json' | 'text' | 'jsonl'
      resumeOutput  'json' | 'text' | 'jsonl'
      input  'arg' | 'stdin'
      maxPromptArgChars  int >0
      env  {string}
      clearEnv  string[]
      modelArg  string
      modelAliases  {string}
      sessionArg  string
      sessionArgs  string[]
      resumeArgs  string[]
      sessionMode  'always' | 'existing' | 'none'
      sessionIdFields  string[]
      systemPromptArg  string
      systemPromptMode  'append' | 'replace'
      systemPromptWhen  'first' | 'always' | 'never'
      imageArg  string
      imageMode  'repeat' | 'list'
      serialize  bool
    memorySearch  @memorySearch
    contextPruning
      mode  'off' | 'cache-ttl'
      ttl  string
      keepLastAssistants  int >=0 ~ 3
      softTrimRatio  number >=0 <=1 ~ 0.3
      hardClearRatio  number >=0 <=1 ~ 0.5
      minPrunableToolChars  int >=0 ~ 50000
      tools
        allow  string[]
        deny  string[]
      softTrim
        maxChars  int >=0 ~ 4000
        headChars  int >=0 ~ 1500
        tailChars  int >=0 ~ 1500
      hardClear
        enabled  bool ~ true
        placeholder  string
    compaction
      mode  'default' | 'safeguard'
      reserveTokensFloor  int >=0 ~ 20000
      maxHistoryShare  number >=0.1 <=0.9
      memoryFlush
        enabled  bool ~ true
        softThresholdTokens  int >=0 ~ 4000
        prompt  string
        systemPrompt  string
    thinkingDefault  'off' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh'
    verboseDefault  'off' | 'on' | 'full' ~ "off"
    elevatedDefault  'off' | 'on' | 'ask' | 'full' ~ "on"
    blockStreamingDefault  'off' | 'on' ~ "off"
    blockStreamingBreak  'text_end' | 'message_end' ~ "text_end"
    blockStreamingChunk  @chunking
    blockStreamingCoalesce  @coalescing
    humanDelay  @humanDelay
    timeoutSeconds  int >0 ~ 600
    mediaMaxMb  number >0 ~ 5
    typingIntervalSeconds  int >0 ~ 6
    typingMode  'never' | 'instant' | 'thinking' | 'message'
    heartbeat  @heartbeat
    maxConcurrent  int >0 ~ 4
    subagents
      maxConcurrent  int >0 ~ 8
      archiveAfterMinutes  int >0 ~ 60
      model  string | @modelChoice
    sandbox  @sandbox
  list  object[]
    id!  string
    default  bool
    name  string
    workspace  string
    agentDir  string
    model  string | @modelChoice
    memorySearch  @memorySearch
    humanDelay  @humanDelay
    heartbeat  @heartbeat
    identity
      name  string
      theme  string
      emoji  string
      avatar  string
    groupChat  @groupChat
    subagents
      allowAgents  string[]
      model  string | @modelChoice
    sandbox  @sandbox
    tools
      profile  'minimal' | 'coding' | 'messaging' | 'full'
      allow  string[]
      alsoAllow  string[]
      deny  string[]
      byProvider  {@providerTools}
      elevated  @elevated
      exec
        host  enum(sandbox,gateway,node)
        security  enum(deny,allowlist,full)
        ask  enum(off,on-miss,always)
        node  string
        pathPrepend  string[]
        safeBins  string[]
        backgroundMs  int >0
        timeoutSec  int >0
        approvalRunningNoticeMs  int >=0
        cleanupMs  int >0
        notifyOnExit  bool
        applyPatch  @applyPatch
      sandbox  @sandboxTools
bindings  object[]
  agentId!  string
  match!
    channel!  string
    accountId  string
    peer
      kind!  'dm' | 'group' | 'channel'
      id!  string
    guildId  string
    teamId  string
broadcast
  strategy  enum(parallel,sequential) ~ "parallel"
  *  string[]
session
  scope  'per-sender' | 'global' ~ "per-sender"
  dmScope  'main' | 'per-peer' | 'per-channel-peer' | 'per-account-channel-peer' ~ "main"
  identityLinks  {string[]}
  resetTriggers  string[] ~ ["/new","/reset"]
  idleMinutes  int >0
  reset  @sessionReset
  resetByType
    dm  @sessionReset
    group  @sessionReset
    thread  @sessionReset
  resetByChannel  {@sessionReset}
  store  string
  typingIntervalSeconds  int >0
  typingMode  'never' | 'instant' | 'thinking' | 'message'
  mainKey  string ~ "main"
  sendPolicy  @chatScope
  agentToAgent
    maxPingPongTurns  int >=0 <=5 ~ 5
messages
  messagePrefix  string
  responsePrefix  string
  groupChat  @groupChat
  queue
    mode  'steer' | 'followup' | 'collect' | 'steer-backlog' | 'steer+backlog' | 'queue' | 'interrupt' ~ "collect"
    byChannel
      whatsapp  'steer' | 'followup' | 'collect' | 'steer-backlog' | 'steer+backlog' | 'queue' | 'interrupt'
      telegram  'steer' | 'followup' | 'collect' | 'steer-backlog' | 'steer+backlog' | 'queue' | 'interrupt'
      discord  'steer' | 'followup' | 'collect' | 'steer-backlog' | 'steer+backlog' | 'queue' | 'interrupt'
      slack  'steer' | 'followup' | 'collect' | 'steer-backlog' | 'steer+backlog' | 'queue' | 'interrupt'
      mattermost  'steer' | 'followup' | 'collect' | 'steer-backlog' | 'steer+backlog' | 'queue' | 'interrupt'
      signal  'steer' | 'followup' | 'collect' | 'steer-backlog' | 'steer+backlog' | 'queue' | 'interrupt'
      imessage  'steer' | 'followup' | 'collect' | 'steer-backlog' | 'steer+backlog' | 'queue' | 'interrupt'
      msteams  'steer' | 'followup' | 'collect' | 'steer-backlog' | 'steer+backlog' | 'queue' | 'interrupt'
      webchat  'steer' | 'followup' | 'collect' | 'steer-backlog' | 'steer+backlog' | 'queue' | 'interrupt'
    debounceMs  int >=0 ~ 1000
    debounceMsByChannel  {int >=0}
    cap  int >0 ~ 20
    drop  'old' | 'new' | 'summarize' ~ "summarize"
  inbound
    debounceMs  int >=0 ~ 0
    byChannel  {int >=0}
  ackReaction  string
  ackReactionScope  enum(group-mentions,group-all,direct,all) ~ "group-mentions"
  removeAckAfterReply  bool ~ false
  tts
    auto  enum(off,always,inbound,tagged) ~ "off"
    enabled  bool
    mode  enum(final,all) ~ "final"
    provider  enum(elevenlabs,openai,edge)
    command  string[]
    summaryModel  string
    modelOverrides
      enabled  bool
      allowText  bool
      allowProvider  bool
      allowVoice  bool
      allowModelId  bool
      allowVoiceSettings  bool
      allowNormalization  bool
      allowSeed  bool
    elevenlabs
      apiKey  string
      baseUrl  string ~ "https://api.elevenlabs.io"
      voiceId  string
      modelId  string ~ "eleven_multilingual_v2"
      seed  int >=0 <=4294967295
      applyTextNormalization  enum(auto,on,off)
      languageCode  string
      voiceSettings
        stability  number >=0 <=1
        similarityBoost  number >=0 <=1
        style  number >=0 <=1
        useSpeakerBoost  bool
        speed  number >=0.5 <=2
    openai
      apiKey  string
      model  string ~ "gpt-4o-mini-tts"
      voice  string ~ "alloy"
    edge
      enabled  bool
      voice  string ~ "en-US-MichelleNeural"
      lang  string ~ "en-US"
      outputFormat  string ~ "audio-24khz-48kbitrate-mono-mp3"
      pitch  string
      rate  string
      volume  string
      saveSubtitles  bool
      proxy  string
      timeoutMs  int >=1000 <=120000
    prefsPath  string
    maxTextLength  int >=1 ~ 4096
    timeoutMs  int >=1000 <=120000 ~ 30000
commands
  native  bool | 'auto' := "auto"
  nativeSkills  bool | 'auto' := "auto"
  text  bool ~ true
  bash  bool ~ false
  bashForegroundMs  int >=0 <=30000 ~ 2000
  config  bool ~ false
  debug  bool ~ false
  restart  bool ~ false
  useAccessGroups  bool ~ true
approvals
  exec
    enabled  bool ~ false
    mode  'session' | 'targets' | 'both' ~ "session"
    agentFilter  string[]
    sessionFilter  string[]
    targets  object[]
      channel!  string len>=1
      to!  string len>=1
      accountId  string
      threadId  string | number
audio
  transcription
    command!  string[]
    timeoutSeconds  int >0
media
  preserveFilenames  bool ~ false
)keys";

}
