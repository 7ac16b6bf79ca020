// The line protocol of signal_peer.cpp spoken by the JavaScript libsignal that Baileys uses; its sender keys are
// those of Baileys.
//
// usage: node signal_peer.mjs NODE_MODULES     a folder with libsignal and @whiskeysockets/baileys
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

// libsignal reports each message that it refuses on the console; the console is ours.
console.error = console.warn = console.info = console.log = () => {};

const modules = resolve(process.argv[2] ?? 'node_modules');
const require = createRequire(join(modules, 'x.js'));
const baileys = (name) => import(pathToFileURL(join(modules, '@whiskeysockets/baileys/lib/Signal/Group', name)));
const { ProtocolAddress, SessionBuilder, SessionCipher, SessionRecord } = require('libsignal');
const curve = require('libsignal/src/curve');
const { GroupCipher, GroupSessionBuilder, SenderKeyDistributionMessage } = await baileys('index.js');
const { SenderKeyName } = await baileys('sender-key-name.js');
const { SenderKeyRecord } = await baileys('sender-key-record.js');

const identity = curve.generateKeyPair();
const signedKey = curve.generateKeyPair();
const oneTimeKeys = { 77: curve.generateKeyPair() };

let session; // as stored: text, read back at every step
const storage = {
    loadSession: async () => session && SessionRecord.deserialize(JSON.parse(session)),
    storeSession: async (_, record) => { session = JSON.stringify(record.serialize()); },
    isTrustedIdentity: () => true,
    loadPreKey: async (id) => oneTimeKeys[id],
    removePreKey: async (id) => { delete oneTimeKeys[id]; },
    loadSignedPreKey: () => signedKey,
    getOurRegistrationId: () => 4321,
    getOurIdentity: () => identity,
};
const address = new ProtocolAddress('other', 0);
const cipher = new SessionCipher(storage, address);

const senderKeys = {};
const keyStorage = {
    loadSenderKey: async (name) => senderKeys[name.toString()] ?? new SenderKeyRecord(),
    storeSenderKey: async (name, record) => { senderKeys[name.toString()] = record; },
};
const member = (name) => new SenderKeyName('g@g.us', new ProtocolAddress(name, 0));
const groups = new GroupSessionBuilder(keyStorage);

const hex = (bytes) => Buffer.from(bytes).toString('hex');

const commands = {
    PKMSG: async (bytes) => `PLAIN ${hex(await cipher.decryptPreKeyWhisperMessage(bytes))}`,
    MSG: async (bytes) => `PLAIN ${hex(await cipher.decryptWhisperMessage(bytes))}`,
    ENC: async (bytes) => {
        const { type, body } = await cipher.encrypt(bytes);
        return `${type === 3 ? 'PKMSG' : 'MSG'} ${hex(body)}`;
    },
    BUNDLE: async (bytes) => {
        session = undefined;
        await new SessionBuilder(storage, address).initOutgoing({
            registrationId: 1234,
            identityKey: bytes.subarray(0, 33),
            signedPreKey: { keyId: 1, publicKey: bytes.subarray(33, 66), signature: bytes.subarray(66, 130) },
            preKey: { keyId: 88, publicKey: bytes.subarray(130, 163) },
        });
        return 'BUNDLE 0';
    },
    SKDM: async (bytes) => {
        await groups.process(member('other'), new SenderKeyDistributionMessage(null, null, null, null, bytes));
        return 'SKDM 0';
    },
    SKMSG: async (bytes) => `PLAIN ${hex(await new GroupCipher(keyStorage, member('other')).decrypt(bytes))}`,
    GCREATE: async () => `SKDM ${hex((await groups.create(member('self'))).serialize())}`,
    GENC: async (bytes) => `SKMSG ${hex(await new GroupCipher(keyStorage, member('self')).encrypt(bytes))}`,
    SIGN: async (bytes) => `SIGN ${hex(curve.calculateSignature(identity.privKey, bytes))}`,
    VERIFY: async (bytes) => {
        const isGood = curve.verifySignature(bytes.subarray(0, 33), bytes.subarray(97), bytes.subarray(33, 97));
        return `VERIFY ${isGood ? 1 : 0}`;
    },
};
const refusals = { BUNDLE: 'BUNDLE -1', SKDM: 'SKDM -1', VERIFY: 'VERIFY 0' };

const say = (line) => process.stdout.write(`${line}\n`);
say(`IDENTITY ${hex(identity.pubKey)}`);
say(`SPK ${hex(signedKey.pubKey)}`);
say(`SIG ${hex(curve.calculateSignature(identity.privKey, signedKey.pubKey))}`);
say(`PREKEY ${hex(oneTimeKeys[77].pubKey)}`);
say('READY');
for await (const line of createInterface({ input: process.stdin })) {
    const [command, argument = ''] = line.split(' ');
    try {
        say(await commands[command](Buffer.from(argument, 'hex')));
    } catch (error) {
        say(refusals[command] ?? `ERR ${String(error.message).replaceAll('\n', ' ')}`);
    }
}
