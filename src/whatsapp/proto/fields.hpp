// Made by src/whatsapp/tables/generate.py from messages.txt. Do not edit.
#pragma once

#include <cstdint>

/// Field numbers of the protobuf messages, one struct per message.
namespace openclaw::whatsapp::field {

struct HandshakeMessage {
    static constexpr std::uint32_t clientHello = 2;
    static constexpr std::uint32_t serverHello = 3;
    static constexpr std::uint32_t clientFinish = 4;
};

struct HandshakeMessageClientHello {
    static constexpr std::uint32_t ephemeral = 1;
    static constexpr std::uint32_t static_ = 2;
    static constexpr std::uint32_t payload = 3;
    static constexpr std::uint32_t useExtended = 4;
    static constexpr std::uint32_t extendedCiphertext = 5;
};

struct HandshakeMessageServerHello {
    static constexpr std::uint32_t ephemeral = 1;
    static constexpr std::uint32_t static_ = 2;
    static constexpr std::uint32_t payload = 3;
    static constexpr std::uint32_t extendedStatic = 4;
};

struct HandshakeMessageClientFinish {
    static constexpr std::uint32_t static_ = 1;
    static constexpr std::uint32_t payload = 2;
    static constexpr std::uint32_t extendedCiphertext = 3;
};

struct CertChain {
    static constexpr std::uint32_t leaf = 1;
    static constexpr std::uint32_t intermediate = 2;
};

struct CertChainNoiseCertificate {
    static constexpr std::uint32_t details = 1;
    static constexpr std::uint32_t signature = 2;
};

struct CertChainNoiseCertificateDetails {
    static constexpr std::uint32_t serial = 1;
    static constexpr std::uint32_t issuerSerial = 2;
    static constexpr std::uint32_t key = 3;
    static constexpr std::uint32_t notBefore = 4;
    static constexpr std::uint32_t notAfter = 5;
};

struct ClientPayload {
    static constexpr std::uint32_t username = 1;
    static constexpr std::uint32_t passive = 3;
    static constexpr std::uint32_t userAgent = 5;
    static constexpr std::uint32_t webInfo = 6;
    static constexpr std::uint32_t pushName = 7;
    static constexpr std::uint32_t sessionId = 9;
    static constexpr std::uint32_t shortConnect = 10;
    static constexpr std::uint32_t connectType = 12;
    static constexpr std::uint32_t connectReason = 13;
    static constexpr std::uint32_t connectAttemptCount = 16;
    static constexpr std::uint32_t device = 18;
    static constexpr std::uint32_t devicePairingData = 19;
    static constexpr std::uint32_t product = 20;
    static constexpr std::uint32_t oc = 23;
    static constexpr std::uint32_t lc = 24;
    static constexpr std::uint32_t pull = 33;
    static constexpr std::uint32_t memClass = 37;
    static constexpr std::uint32_t lidDbMigrated = 41;
};

struct ClientPayloadUserAgent {
    static constexpr std::uint32_t platform = 1;
    static constexpr std::uint32_t appVersion = 2;
    static constexpr std::uint32_t mcc = 3;
    static constexpr std::uint32_t mnc = 4;
    static constexpr std::uint32_t osVersion = 5;
    static constexpr std::uint32_t manufacturer = 6;
    static constexpr std::uint32_t device = 7;
    static constexpr std::uint32_t osBuildNumber = 8;
    static constexpr std::uint32_t phoneId = 9;
    static constexpr std::uint32_t releaseChannel = 10;
    static constexpr std::uint32_t localeLanguageIso6391 = 11;
    static constexpr std::uint32_t localeCountryIso31661Alpha2 = 12;
    static constexpr std::uint32_t deviceBoard = 13;
    static constexpr std::uint32_t deviceExpId = 14;
    static constexpr std::uint32_t deviceType = 15;
    static constexpr std::uint32_t deviceModelType = 16;
};

struct ClientPayloadUserAgentAppVersion {
    static constexpr std::uint32_t primary = 1;
    static constexpr std::uint32_t secondary = 2;
    static constexpr std::uint32_t tertiary = 3;
    static constexpr std::uint32_t quaternary = 4;
    static constexpr std::uint32_t quinary = 5;
};

struct ClientPayloadWebInfo {
    static constexpr std::uint32_t refToken = 1;
    static constexpr std::uint32_t version = 2;
    static constexpr std::uint32_t webSubPlatform = 4;
};

struct ClientPayloadDevicePairingRegistrationData {
    static constexpr std::uint32_t eRegid = 1;
    static constexpr std::uint32_t eKeytype = 2;
    static constexpr std::uint32_t eIdent = 3;
    static constexpr std::uint32_t eSkeyId = 4;
    static constexpr std::uint32_t eSkeyVal = 5;
    static constexpr std::uint32_t eSkeySig = 6;
    static constexpr std::uint32_t buildHash = 7;
    static constexpr std::uint32_t deviceProps = 8;
};

struct DeviceProps {
    static constexpr std::uint32_t os = 1;
    static constexpr std::uint32_t version = 2;
    static constexpr std::uint32_t platformType = 3;
    static constexpr std::uint32_t requireFullSync = 4;
    static constexpr std::uint32_t historySyncConfig = 5;
};

struct DevicePropsAppVersion {
    static constexpr std::uint32_t primary = 1;
    static constexpr std::uint32_t secondary = 2;
    static constexpr std::uint32_t tertiary = 3;
    static constexpr std::uint32_t quaternary = 4;
    static constexpr std::uint32_t quinary = 5;
};

struct DevicePropsHistorySyncConfig {
    static constexpr std::uint32_t fullSyncDaysLimit = 1;
    static constexpr std::uint32_t fullSyncSizeMbLimit = 2;
    static constexpr std::uint32_t storageQuotaMb = 3;
    static constexpr std::uint32_t inlineInitialPayloadInE2EeMsg = 4;
    static constexpr std::uint32_t recentSyncDaysLimit = 5;
    static constexpr std::uint32_t supportCallLogHistory = 6;
    static constexpr std::uint32_t supportBotUserAgentChatHistory = 7;
    static constexpr std::uint32_t supportCagReactionsAndPolls = 8;
    static constexpr std::uint32_t supportBizHostedMsg = 9;
    static constexpr std::uint32_t supportRecentSyncChunkMessageCountTuning = 10;
    static constexpr std::uint32_t supportHostedGroupMsg = 11;
    static constexpr std::uint32_t supportFbidBotChatHistory = 12;
    static constexpr std::uint32_t supportAddOnHistorySyncMigration = 13;
    static constexpr std::uint32_t supportMessageAssociation = 14;
    static constexpr std::uint32_t supportGroupHistory = 15;
    static constexpr std::uint32_t onDemandReady = 16;
    static constexpr std::uint32_t supportGuestChat = 17;
    static constexpr std::uint32_t completeOnDemandReady = 18;
    static constexpr std::uint32_t thumbnailSyncDaysLimit = 19;
};

struct ADVDeviceIdentity {
    static constexpr std::uint32_t rawId = 1;
    static constexpr std::uint32_t timestamp = 2;
    static constexpr std::uint32_t keyIndex = 3;
    static constexpr std::uint32_t accountType = 4;
    static constexpr std::uint32_t deviceType = 5;
};

struct ADVSignedDeviceIdentity {
    static constexpr std::uint32_t details = 1;
    static constexpr std::uint32_t accountSignatureKey = 2;
    static constexpr std::uint32_t accountSignature = 3;
    static constexpr std::uint32_t deviceSignature = 4;
};

struct ADVSignedDeviceIdentityHMAC {
    static constexpr std::uint32_t details = 1;
    static constexpr std::uint32_t hmac = 2;
    static constexpr std::uint32_t accountType = 3;
};

struct ADVKeyIndexList {
    static constexpr std::uint32_t rawId = 1;
    static constexpr std::uint32_t timestamp = 2;
    static constexpr std::uint32_t currentIndex = 3;
    static constexpr std::uint32_t validIndexes = 4;
    static constexpr std::uint32_t accountType = 5;
};

struct ADVSignedKeyIndexList {
    static constexpr std::uint32_t details = 1;
    static constexpr std::uint32_t accountSignature = 2;
    static constexpr std::uint32_t accountSignatureKey = 3;
};

struct SenderKeyMessage {
    static constexpr std::uint32_t id = 1;
    static constexpr std::uint32_t iteration = 2;
    static constexpr std::uint32_t ciphertext = 3;
};

struct SenderKeyDistributionMessage {
    static constexpr std::uint32_t id = 1;
    static constexpr std::uint32_t iteration = 2;
    static constexpr std::uint32_t chainKey = 3;
    static constexpr std::uint32_t signingKey = 4;
};

struct MessageKey {
    static constexpr std::uint32_t remoteJid = 1;
    static constexpr std::uint32_t fromMe = 2;
    static constexpr std::uint32_t id = 3;
    static constexpr std::uint32_t participant = 4;
};

struct Message {
    static constexpr std::uint32_t conversation = 1;
    static constexpr std::uint32_t senderKeyDistributionMessage = 2;
    static constexpr std::uint32_t imageMessage = 3;
    static constexpr std::uint32_t contactMessage = 4;
    static constexpr std::uint32_t locationMessage = 5;
    static constexpr std::uint32_t extendedTextMessage = 6;
    static constexpr std::uint32_t documentMessage = 7;
    static constexpr std::uint32_t audioMessage = 8;
    static constexpr std::uint32_t videoMessage = 9;
    static constexpr std::uint32_t protocolMessage = 12;
    static constexpr std::uint32_t contactsArrayMessage = 13;
    static constexpr std::uint32_t fastRatchetKeySenderKeyDistributionMessage = 15;
    static constexpr std::uint32_t liveLocationMessage = 18;
    static constexpr std::uint32_t stickerMessage = 26;
    static constexpr std::uint32_t groupInviteMessage = 28;
    static constexpr std::uint32_t templateButtonReplyMessage = 29;
    static constexpr std::uint32_t deviceSentMessage = 31;
    static constexpr std::uint32_t messageContextInfo = 35;
    static constexpr std::uint32_t viewOnceMessage = 37;
    static constexpr std::uint32_t listResponseMessage = 39;
    static constexpr std::uint32_t ephemeralMessage = 40;
    static constexpr std::uint32_t buttonsResponseMessage = 43;
    static constexpr std::uint32_t reactionMessage = 46;
    static constexpr std::uint32_t pollCreationMessage = 49;
    static constexpr std::uint32_t pollUpdateMessage = 50;
    static constexpr std::uint32_t documentWithCaptionMessage = 53;
    static constexpr std::uint32_t viewOnceMessageV2 = 55;
    static constexpr std::uint32_t encReactionMessage = 56;
    static constexpr std::uint32_t editedMessage = 58;
    static constexpr std::uint32_t viewOnceMessageV2Extension = 59;
    static constexpr std::uint32_t pollCreationMessageV2 = 60;
    static constexpr std::uint32_t pinInChatMessage = 63;
    static constexpr std::uint32_t pollCreationMessageV3 = 64;
    static constexpr std::uint32_t ptvMessage = 66;
    static constexpr std::uint32_t lottieStickerMessage = 74;
    static constexpr std::uint32_t albumMessage = 83;
};

struct MessageContextInfo {
    static constexpr std::uint32_t deviceListMetadata = 1;
    static constexpr std::uint32_t deviceListMetadataVersion = 2;
    static constexpr std::uint32_t messageSecret = 3;
    static constexpr std::uint32_t paddingBytes = 4;
    static constexpr std::uint32_t messageAddOnDurationInSecs = 5;
};

struct DeviceListMetadata {
    static constexpr std::uint32_t senderKeyHash = 1;
    static constexpr std::uint32_t senderTimestamp = 2;
    static constexpr std::uint32_t senderKeyIndexes = 3;
    static constexpr std::uint32_t senderAccountType = 4;
    static constexpr std::uint32_t receiverAccountType = 5;
    static constexpr std::uint32_t recipientKeyHash = 8;
    static constexpr std::uint32_t recipientTimestamp = 9;
    static constexpr std::uint32_t recipientKeyIndexes = 10;
};

struct ContextInfo {
    static constexpr std::uint32_t stanzaId = 1;
    static constexpr std::uint32_t participant = 2;
    static constexpr std::uint32_t quotedMessage = 3;
    static constexpr std::uint32_t remoteJid = 4;
    static constexpr std::uint32_t mentionedJid = 15;
    static constexpr std::uint32_t forwardingScore = 21;
    static constexpr std::uint32_t isForwarded = 22;
    static constexpr std::uint32_t expiration = 25;
    static constexpr std::uint32_t ephemeralSettingTimestamp = 26;
    static constexpr std::uint32_t groupMentions = 40;
    static constexpr std::uint32_t nonJidMentions = 70;
};

struct GroupMention {
    static constexpr std::uint32_t groupJid = 1;
    static constexpr std::uint32_t groupSubject = 2;
};

struct ExtendedTextMessage {
    static constexpr std::uint32_t text = 1;
    static constexpr std::uint32_t matchedText = 2;
    static constexpr std::uint32_t description = 5;
    static constexpr std::uint32_t title = 6;
    static constexpr std::uint32_t textArgb = 7;
    static constexpr std::uint32_t backgroundArgb = 8;
    static constexpr std::uint32_t font = 9;
    static constexpr std::uint32_t previewType = 10;
    static constexpr std::uint32_t jpegThumbnail = 16;
    static constexpr std::uint32_t contextInfo = 17;
};

struct ImageMessage {
    static constexpr std::uint32_t url = 1;
    static constexpr std::uint32_t mimetype = 2;
    static constexpr std::uint32_t caption = 3;
    static constexpr std::uint32_t fileSha256 = 4;
    static constexpr std::uint32_t fileLength = 5;
    static constexpr std::uint32_t height = 6;
    static constexpr std::uint32_t width = 7;
    static constexpr std::uint32_t mediaKey = 8;
    static constexpr std::uint32_t fileEncSha256 = 9;
    static constexpr std::uint32_t directPath = 11;
    static constexpr std::uint32_t mediaKeyTimestamp = 12;
    static constexpr std::uint32_t jpegThumbnail = 16;
    static constexpr std::uint32_t contextInfo = 17;
    static constexpr std::uint32_t viewOnce = 25;
};

struct VideoMessage {
    static constexpr std::uint32_t url = 1;
    static constexpr std::uint32_t mimetype = 2;
    static constexpr std::uint32_t fileSha256 = 3;
    static constexpr std::uint32_t fileLength = 4;
    static constexpr std::uint32_t seconds = 5;
    static constexpr std::uint32_t mediaKey = 6;
    static constexpr std::uint32_t caption = 7;
    static constexpr std::uint32_t gifPlayback = 8;
    static constexpr std::uint32_t height = 9;
    static constexpr std::uint32_t width = 10;
    static constexpr std::uint32_t fileEncSha256 = 11;
    static constexpr std::uint32_t directPath = 13;
    static constexpr std::uint32_t mediaKeyTimestamp = 14;
    static constexpr std::uint32_t jpegThumbnail = 16;
    static constexpr std::uint32_t contextInfo = 17;
    static constexpr std::uint32_t viewOnce = 20;
};

struct AudioMessage {
    static constexpr std::uint32_t url = 1;
    static constexpr std::uint32_t mimetype = 2;
    static constexpr std::uint32_t fileSha256 = 3;
    static constexpr std::uint32_t fileLength = 4;
    static constexpr std::uint32_t seconds = 5;
    static constexpr std::uint32_t ptt = 6;
    static constexpr std::uint32_t mediaKey = 7;
    static constexpr std::uint32_t fileEncSha256 = 8;
    static constexpr std::uint32_t directPath = 9;
    static constexpr std::uint32_t mediaKeyTimestamp = 10;
    static constexpr std::uint32_t contextInfo = 17;
    static constexpr std::uint32_t waveform = 19;
    static constexpr std::uint32_t viewOnce = 21;
};

struct DocumentMessage {
    static constexpr std::uint32_t url = 1;
    static constexpr std::uint32_t mimetype = 2;
    static constexpr std::uint32_t title = 3;
    static constexpr std::uint32_t fileSha256 = 4;
    static constexpr std::uint32_t fileLength = 5;
    static constexpr std::uint32_t pageCount = 6;
    static constexpr std::uint32_t mediaKey = 7;
    static constexpr std::uint32_t fileName = 8;
    static constexpr std::uint32_t fileEncSha256 = 9;
    static constexpr std::uint32_t directPath = 10;
    static constexpr std::uint32_t mediaKeyTimestamp = 11;
    static constexpr std::uint32_t jpegThumbnail = 16;
    static constexpr std::uint32_t contextInfo = 17;
    static constexpr std::uint32_t caption = 20;
};

struct StickerMessage {
    static constexpr std::uint32_t url = 1;
    static constexpr std::uint32_t fileSha256 = 2;
    static constexpr std::uint32_t fileEncSha256 = 3;
    static constexpr std::uint32_t mediaKey = 4;
    static constexpr std::uint32_t mimetype = 5;
    static constexpr std::uint32_t height = 6;
    static constexpr std::uint32_t width = 7;
    static constexpr std::uint32_t directPath = 8;
    static constexpr std::uint32_t fileLength = 9;
    static constexpr std::uint32_t mediaKeyTimestamp = 10;
    static constexpr std::uint32_t isAnimated = 13;
    static constexpr std::uint32_t pngThumbnail = 16;
    static constexpr std::uint32_t contextInfo = 17;
};

struct LocationMessage {
    static constexpr std::uint32_t degreesLatitude = 1;
    static constexpr std::uint32_t degreesLongitude = 2;
    static constexpr std::uint32_t name = 3;
    static constexpr std::uint32_t address = 4;
    static constexpr std::uint32_t url = 5;
    static constexpr std::uint32_t isLive = 6;
    static constexpr std::uint32_t accuracyInMeters = 7;
    static constexpr std::uint32_t speedInMps = 8;
    static constexpr std::uint32_t degreesClockwiseFromMagneticNorth = 9;
    static constexpr std::uint32_t comment = 11;
    static constexpr std::uint32_t jpegThumbnail = 16;
    static constexpr std::uint32_t contextInfo = 17;
};

struct LiveLocationMessage {
    static constexpr std::uint32_t degreesLatitude = 1;
    static constexpr std::uint32_t degreesLongitude = 2;
    static constexpr std::uint32_t accuracyInMeters = 3;
    static constexpr std::uint32_t caption = 6;
    static constexpr std::uint32_t sequenceNumber = 7;
    static constexpr std::uint32_t contextInfo = 17;
};

struct ContactMessage {
    static constexpr std::uint32_t displayName = 1;
    static constexpr std::uint32_t vcard = 16;
    static constexpr std::uint32_t contextInfo = 17;
};

struct ContactsArrayMessage {
    static constexpr std::uint32_t displayName = 1;
    static constexpr std::uint32_t contacts = 2;
    static constexpr std::uint32_t contextInfo = 17;
};

struct ReactionMessage {
    static constexpr std::uint32_t key = 1;
    static constexpr std::uint32_t text = 2;
    static constexpr std::uint32_t groupingKey = 3;
    static constexpr std::uint32_t senderTimestampMs = 4;
};

struct EncReactionMessage {
    static constexpr std::uint32_t targetMessageKey = 1;
    static constexpr std::uint32_t encPayload = 2;
    static constexpr std::uint32_t encIv = 3;
};

struct PollCreationMessage {
    static constexpr std::uint32_t encKey = 1;
    static constexpr std::uint32_t name = 2;
    static constexpr std::uint32_t options = 3;
    static constexpr std::uint32_t selectableOptionsCount = 4;
    static constexpr std::uint32_t contextInfo = 5;
};

struct PollCreationMessageOption {
    static constexpr std::uint32_t optionName = 1;
};

struct PollUpdateMessage {
    static constexpr std::uint32_t pollCreationMessageKey = 1;
    static constexpr std::uint32_t vote = 2;
    static constexpr std::uint32_t senderTimestampMs = 4;
};

struct PollEncValue {
    static constexpr std::uint32_t encPayload = 1;
    static constexpr std::uint32_t encIv = 2;
};

struct PollVoteMessage {
    static constexpr std::uint32_t selectedOptions = 1;
};

struct DeviceSentMessage {
    static constexpr std::uint32_t destinationJid = 1;
    static constexpr std::uint32_t message = 2;
    static constexpr std::uint32_t phash = 3;
};

struct FutureProofMessage {
    static constexpr std::uint32_t message = 1;
};

struct MessageSenderKeyDistributionMessage {
    static constexpr std::uint32_t groupId = 1;
    static constexpr std::uint32_t axolotlSenderKeyDistributionMessage = 2;
};

struct PinInChatMessage {
    static constexpr std::uint32_t key = 1;
    static constexpr std::uint32_t type = 2;
    static constexpr std::uint32_t senderTimestampMs = 3;
};

struct ButtonsResponseMessage {
    static constexpr std::uint32_t selectedButtonId = 1;
    static constexpr std::uint32_t selectedDisplayText = 2;
    static constexpr std::uint32_t contextInfo = 3;
    static constexpr std::uint32_t type = 4;
};

struct ListResponseMessage {
    static constexpr std::uint32_t title = 1;
    static constexpr std::uint32_t singleSelectReply = 3;
    static constexpr std::uint32_t contextInfo = 4;
};

struct ListResponseMessageSingleSelectReply {
    static constexpr std::uint32_t selectedRowId = 1;
};

struct TemplateButtonReplyMessage {
    static constexpr std::uint32_t selectedId = 1;
    static constexpr std::uint32_t selectedDisplayText = 2;
    static constexpr std::uint32_t contextInfo = 3;
    static constexpr std::uint32_t selectedIndex = 4;
};

struct GroupInviteMessage {
    static constexpr std::uint32_t groupJid = 1;
    static constexpr std::uint32_t inviteCode = 2;
    static constexpr std::uint32_t inviteExpiration = 3;
    static constexpr std::uint32_t groupName = 4;
    static constexpr std::uint32_t caption = 6;
    static constexpr std::uint32_t contextInfo = 7;
};

struct ProtocolMessage {
    static constexpr std::uint32_t key = 1;
    static constexpr std::uint32_t type = 2;
    static constexpr std::uint32_t ephemeralExpiration = 4;
    static constexpr std::uint32_t ephemeralSettingTimestamp = 5;
    static constexpr std::uint32_t historySyncNotification = 6;
    static constexpr std::uint32_t appStateSyncKeyShare = 7;
    static constexpr std::uint32_t appStateSyncKeyRequest = 8;
    static constexpr std::uint32_t initialSecurityNotificationSettingSync = 9;
    static constexpr std::uint32_t editedMessage = 14;
    static constexpr std::uint32_t timestampMs = 15;
    static constexpr std::uint32_t peerDataOperationRequestMessage = 16;
    static constexpr std::uint32_t peerDataOperationRequestResponseMessage = 17;
    static constexpr std::uint32_t lidMigrationMappingSyncMessage = 23;
};

struct HistorySyncNotification {
    static constexpr std::uint32_t fileSha256 = 1;
    static constexpr std::uint32_t fileLength = 2;
    static constexpr std::uint32_t mediaKey = 3;
    static constexpr std::uint32_t fileEncSha256 = 4;
    static constexpr std::uint32_t directPath = 5;
    static constexpr std::uint32_t syncType = 6;
    static constexpr std::uint32_t chunkOrder = 7;
    static constexpr std::uint32_t originalMessageId = 8;
    static constexpr std::uint32_t progress = 9;
    static constexpr std::uint32_t oldestMsgInChunkTimestampSec = 10;
    static constexpr std::uint32_t initialHistBootstrapInlinePayload = 11;
    static constexpr std::uint32_t peerDataRequestSessionId = 12;
};

struct AppStateSyncKeyShare {
    static constexpr std::uint32_t keys = 1;
};

struct AppStateSyncKey {
    static constexpr std::uint32_t keyId = 1;
    static constexpr std::uint32_t keyData = 2;
};

struct AppStateSyncKeyId {
    static constexpr std::uint32_t keyId = 1;
};

struct AppStateSyncKeyData {
    static constexpr std::uint32_t keyData = 1;
    static constexpr std::uint32_t fingerprint = 2;
    static constexpr std::uint32_t timestamp = 3;
};

struct AppStateSyncKeyFingerprint {
    static constexpr std::uint32_t rawId = 1;
    static constexpr std::uint32_t currentIndex = 2;
    static constexpr std::uint32_t deviceIndexes = 3;
};

struct AppStateSyncKeyRequest {
    static constexpr std::uint32_t keyIds = 1;
};

struct InitialSecurityNotificationSettingSync {
    static constexpr std::uint32_t securityNotificationEnabled = 1;
};

struct PeerDataOperationRequestMessage {
    static constexpr std::uint32_t peerDataOperationRequestType = 1;
    static constexpr std::uint32_t historySyncOnDemandRequest = 4;
    static constexpr std::uint32_t placeholderMessageResendRequest = 5;
};

struct PeerDataOperationRequestMessagePlaceholderMessageResendRequest {
    static constexpr std::uint32_t messageKey = 1;
};

struct PeerDataOperationRequestMessageHistorySyncOnDemandRequest {
    static constexpr std::uint32_t chatJid = 1;
    static constexpr std::uint32_t oldestMsgId = 2;
    static constexpr std::uint32_t oldestMsgFromMe = 3;
    static constexpr std::uint32_t onDemandMsgCount = 4;
    static constexpr std::uint32_t oldestMsgTimestampMs = 5;
    static constexpr std::uint32_t accountLid = 6;
};

struct PeerDataOperationRequestResponseMessage {
    static constexpr std::uint32_t peerDataOperationRequestType = 1;
    static constexpr std::uint32_t stanzaId = 2;
    static constexpr std::uint32_t peerDataOperationResult = 3;
};

struct PeerDataOperationRequestResponseMessagePeerDataOperationResult {
    static constexpr std::uint32_t placeholderMessageResendResponse = 4;
};

struct PeerDataOperationRequestResponseMessagePeerDataOperationResultPlaceholderMessageResendResponse {
    static constexpr std::uint32_t webMessageInfoBytes = 1;
};

struct LIDMigrationMappingSyncMessage {
    static constexpr std::uint32_t encodedMappingPayload = 1;
};

struct LIDMigrationMappingSyncPayload {
    static constexpr std::uint32_t pnToLidMappings = 1;
    static constexpr std::uint32_t chatDbMigrationTimestamp = 2;
};

struct LIDMigrationMapping {
    static constexpr std::uint32_t pn = 1;
    static constexpr std::uint32_t assignedLid = 2;
    static constexpr std::uint32_t latestLid = 3;
};

struct WebMessageInfo {
    static constexpr std::uint32_t key = 1;
    static constexpr std::uint32_t message = 2;
    static constexpr std::uint32_t messageTimestamp = 3;
    static constexpr std::uint32_t status = 4;
    static constexpr std::uint32_t participant = 5;
    static constexpr std::uint32_t broadcast = 18;
    static constexpr std::uint32_t pushName = 19;
    static constexpr std::uint32_t messageStubType = 24;
    static constexpr std::uint32_t messageStubParameters = 26;
};

struct HistorySync {
    static constexpr std::uint32_t syncType = 1;
    static constexpr std::uint32_t conversations = 2;
    static constexpr std::uint32_t chunkOrder = 5;
    static constexpr std::uint32_t progress = 6;
    static constexpr std::uint32_t pushnames = 7;
    static constexpr std::uint32_t phoneNumberToLidMappings = 15;
};

struct Conversation {
    static constexpr std::uint32_t id = 1;
    static constexpr std::uint32_t messages = 2;
    static constexpr std::uint32_t unreadCount = 6;
    static constexpr std::uint32_t ephemeralExpiration = 9;
    static constexpr std::uint32_t conversationTimestamp = 12;
    static constexpr std::uint32_t name = 13;
    static constexpr std::uint32_t tcToken = 21;
    static constexpr std::uint32_t tcTokenTimestamp = 22;
    static constexpr std::uint32_t tcTokenSenderTimestamp = 28;
    static constexpr std::uint32_t pnJid = 39;
    static constexpr std::uint32_t lidJid = 42;
};

struct HistorySyncMsg {
    static constexpr std::uint32_t message = 1;
    static constexpr std::uint32_t msgOrderId = 2;
};

struct Pushname {
    static constexpr std::uint32_t id = 1;
    static constexpr std::uint32_t pushname = 2;
};

struct PhoneNumberToLIDMapping {
    static constexpr std::uint32_t pnJid = 1;
    static constexpr std::uint32_t lidJid = 2;
};

struct ServerErrorReceipt {
    static constexpr std::uint32_t stanzaId = 1;
};

struct MediaRetryNotification {
    static constexpr std::uint32_t stanzaId = 1;
    static constexpr std::uint32_t directPath = 2;
    static constexpr std::uint32_t result = 3;
    static constexpr std::uint32_t messageSecret = 4;
};

struct VerifiedNameCertificate {
    static constexpr std::uint32_t details = 1;
    static constexpr std::uint32_t signature = 2;
    static constexpr std::uint32_t serverSignature = 3;
};

struct VerifiedNameCertificateDetails {
    static constexpr std::uint32_t serial = 1;
    static constexpr std::uint32_t issuer = 2;
    static constexpr std::uint32_t verifiedName = 4;
};

struct SignalSignalMessage {
    static constexpr std::uint32_t ratchetKey = 1;
    static constexpr std::uint32_t counter = 2;
    static constexpr std::uint32_t previousCounter = 3;
    static constexpr std::uint32_t ciphertext = 4;
};

struct SignalPreKeySignalMessage {
    static constexpr std::uint32_t preKeyId = 1;
    static constexpr std::uint32_t baseKey = 2;
    static constexpr std::uint32_t identityKey = 3;
    static constexpr std::uint32_t message = 4;
    static constexpr std::uint32_t registrationId = 5;
    static constexpr std::uint32_t signedPreKeyId = 6;
};

}
