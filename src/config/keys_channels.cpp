// The chat networks. The top level of a channel takes every key of an account, for the default account.
// The notation is explained in key_tables.hpp.
#include "config/key_tables.hpp"

namespace openclaw::config {

const std::string_view channelKeys = R"keys(
:telegramNetwork
  autoSelectFamily  bool
:discordPluralkit
  enabled  bool
  token  string
:discordIntents
  guildMembers  bool ~ false
  presence  bool ~ false
:telegramCustomCommands
  command!  any
  description!  any
:dmHistory
  historyLimit  int >=0
:telegramCapabilities
  inlineButtons  enum(off,dm,group,all,allowlist) ~ "allowlist"
:channelHeartbeat
  showAlerts  bool
  showOk  bool
  useIndicator  bool
:telegramActions
  deleteMessage  bool
  reactions  bool
  sendMessage  bool
  sticker  bool
:channelCommands
  native  bool | 'auto'
  nativeSkills  bool | 'auto'
:whatsappAckReaction
  direct  bool := true
  emoji  string
  group  enum(always,mentions,never) := "mentions"
:discordExecApprovals
  agentFilter  string[]
  approvers  (string | number)[]
  enabled  bool
  sessionFilter  string[]
:discordDm
  allowFrom  (string | number)[]
  enabled  bool ~ true
  groupChannels  (string | number)[]
  groupEnabled  bool ~ false
  policy  enum(pairing,allowlist,open,disabled) := "pairing"
:discordActions
  channelInfo  bool ~ true
  channels  bool ~ true
  emojiUploads  bool ~ true
  events  bool ~ true
  memberInfo  bool ~ true
  messages  bool ~ true
  moderation  bool ~ false
  permissions  bool ~ true
  pins  bool ~ true
  polls  bool ~ true
  reactions  bool ~ true
  roleInfo  bool ~ true
  roles  bool ~ false
  search  bool ~ true
  stickerUploads  bool ~ true
  stickers  bool ~ true
  threads  bool ~ true
  voiceStatus  bool ~ true
:chatGroup
  requireMention  bool
  tools  @toolPolicy
  toolsBySender  {@toolPolicy}
:telegramGroups
  allowFrom  (string | number)[]
  enabled  bool
  requireMention  bool
  skills  string[]
  systemPrompt  string
  tools  @toolPolicy
  toolsBySender  {@toolPolicy}
  topics  {@topics}
:discordGuilds
  channels  {@channels}
  reactionNotifications  enum(off,own,all,allowlist) ~ "own"
  requireMention  bool ~ true
  slug  string
  tools  @toolPolicy
  toolsBySender  {@toolPolicy}
  users  (string | number)[]
:telegramAccount
  name  string
  capabilities  string[] | @telegramCapabilities
  markdown  @markdown
  enabled  bool
  commands  @channelCommands
  customCommands  @telegramCustomCommands[]
  configWrites  bool ~ true
  dmPolicy  enum(pairing,allowlist,open,disabled) := "pairing"
  botToken  string
  tokenFile  string
  replyToMode  'off' | 'first' | 'all'
  groups  {@telegramGroups}
  allowFrom  (string | number)[] ~ []
  groupAllowFrom  (string | number)[]
  groupPolicy  enum(open,disabled,allowlist) := "allowlist"
  historyLimit  int >=0
  dmHistoryLimit  int >=0
  dms  {@dmHistory}
  textChunkLimit  int >0 ~ 4000
  chunkMode  enum(length,newline) ~ "length"
  blockStreaming  bool
  draftChunk  @chunking
  blockStreamingCoalesce  @coalescing
  streamMode  enum(off,partial,block) := "partial"
  mediaMaxMb  number >0 ~ 5
  timeoutSeconds  int >0
  retry  @retry
  network  @telegramNetwork
  proxy  string
  apiRoot  string ~ "https://api.telegram.org"
  webhookUrl  string
  webhookSecret  string
  webhookPath  string ~ "/telegram-webhook"
  webhookHost  string ~ "127.0.0.1"
  webhookPort  int >=0 ~ 8787
  actions  @telegramActions
  reactionNotifications  enum(off,own,all) ~ "own"
  reactionLevel  enum(off,ack,minimal,extensive) ~ "minimal"
  heartbeat  @channelHeartbeat
  linkPreview  bool ~ true
:whatsappAccount
  name  string
  capabilities  string[]
  markdown  @markdown
  configWrites  bool ~ true
  enabled  bool
  sendReadReceipts  bool ~ true
  messagePrefix  string
  authDir  string
  dmPolicy  enum(pairing,allowlist,open,disabled) := "pairing"
  selfChatMode  bool
  allowFrom  string[] ~ []
  groupAllowFrom  string[]
  groupPolicy  enum(open,disabled,allowlist) := "allowlist"
  historyLimit  int >=0
  dmHistoryLimit  int >=0
  dms  {@dmHistory}
  textChunkLimit  int >0 ~ 4000
  chunkMode  enum(length,newline) ~ "length"
  mediaMaxMb  int >0 ~ 50
  blockStreaming  bool
  blockStreamingCoalesce  @coalescing
  groups  {@chatGroup}
  ackReaction  @whatsappAckReaction
  debounceMs  int >=0 := 0
  heartbeat  @channelHeartbeat
:discordAccount
  name  string
  capabilities  string[]
  markdown  @markdown
  enabled  bool
  commands  @channelCommands
  configWrites  bool ~ true
  token  string
  apiRoot  string ~ "https://discord.com/api"
  allowBots  bool ~ false
  groupPolicy  enum(open,disabled,allowlist) := "allowlist"
  historyLimit  int >=0
  dmHistoryLimit  int >=0
  dms  {@dmHistory}
  textChunkLimit  int >0 ~ 2000
  chunkMode  enum(length,newline) ~ "length"
  blockStreaming  bool
  blockStreamingCoalesce  @coalescing
  maxLinesPerMessage  int >0 ~ 17
  mediaMaxMb  number >0 ~ 8
  retry  @retry
  actions  @discordActions
  replyToMode  'off' | 'first' | 'all' ~ "off"
  dm  @discordDm
  guilds  {@discordGuilds}
  heartbeat  @channelHeartbeat
  execApprovals  @discordExecApprovals
  intents  @discordIntents
  pluralkit  @discordPluralkit
:imessageAccount
  name  string
  capabilities  string[]
  markdown  @markdown
  enabled  bool
  configWrites  bool ~ true
  cliPath  string ~ "imsg"
  dbPath  string
  remoteHost  string
  service  'imessage' | 'sms' | 'auto' ~ "auto"
  region  string ~ "US"
  dmPolicy  enum(pairing,allowlist,open,disabled) := "pairing"
  allowFrom  (string | number)[] ~ []
  groupAllowFrom  (string | number)[]
  groupPolicy  enum(open,disabled,allowlist) := "allowlist"
  historyLimit  int >=0
  dmHistoryLimit  int >=0
  dms  {@dmHistory}
  includeAttachments  bool ~ false
  mediaMaxMb  int >0 ~ 16
  textChunkLimit  int >0 ~ 4000
  chunkMode  enum(length,newline) ~ "length"
  blockStreaming  bool
  blockStreamingCoalesce  @coalescing
  groups  {@chatGroup}
  heartbeat  @channelHeartbeat
:mattermostAccount
  name  string
  capabilities  string[]
  markdown  @markdown
  enabled  bool
  configWrites  bool ~ true
  botToken  string
  baseUrl  string
  chatmode  enum(oncall,onmessage,onchar) ~ "oncall"
  oncharPrefixes  string[] ~ [">","!"]
  requireMention  bool ~ true
  dmPolicy  enum(pairing,allowlist,open,disabled) := "pairing"
  allowFrom  (string | number)[] ~ []
  groupAllowFrom  (string | number)[]
  groupPolicy  enum(open,disabled,allowlist) := "allowlist"
  textChunkLimit  int >0 ~ 4000
  chunkMode  enum(length,newline) ~ "length"
  blockStreaming  bool
  blockStreamingCoalesce  @coalescing
channels
  telegram  @telegramAccount
    accounts  {@telegramAccount}
  whatsapp  @whatsappAccount
    mediaMaxMb  int >0 := 50
    actions
      reactions  bool ~ true
      sendMessage  bool ~ true
      polls  bool ~ true
    accounts  {@whatsappAccount}
  discord  @discordAccount
    accounts  {@discordAccount}
  imessage  @imessageAccount
    accounts  {@imessageAccount}
  mattermost  @mattermostAccount
    accounts  {@mattermostAccount}
  *  any
)keys";

}
