// One unmodified Baileys client for whatsapp_group.py: whatsapp_baileys.mjs EMULATOR-FOLDER WS-URL
//
// Prints one JSON line for every event ({qr}, {open}, {group, from, text}); takes {group, text} lines on its input. It is
// started with the emulator's folder as the place where @whiskeysockets/baileys is installed.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createInterface } from 'node:readline';

const [folder, address] = process.argv.slice(2);
const installed = createRequire(`${folder}/package.json`);
const load = (name) => import(pathToFileURL(installed.resolve(name)).href);
const { makeWASocket, initAuthCreds } = await load('@whiskeysockets/baileys');
const { default: pino } = await load('pino');

const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const stored = new Map();
const keys = {
  get: async (type, ids) => Object.fromEntries(ids.map((id) => [id, stored.get(`${type}:${id}`)]).filter(([, value]) => value !== undefined)),
  set: async (data) => {
    for (const [type, entries] of Object.entries(data))
      for (const [id, value] of Object.entries(entries ?? {}))
        if (value === null || value === undefined) stored.delete(`${type}:${id}`);
        else stored.set(`${type}:${id}`, value);
  },
};
const creds = initAuthCreds();
const groups = new Map();
let socket;

function connect() {
  socket = makeWASocket({
    waWebSocketUrl: address,
    auth: { creds, keys },
    logger: pino({ level: 'silent' }),
    browser: ['Test', 'Desktop', '1'],
    syncFullHistory: false,
    markOnlineOnConnect: false,
    cachedGroupMetadata: async (id) => groups.get(id),
  });
  socket.ev.on('creds.update', (change) => Object.assign(creds, change));
  socket.ev.on('connection.update', ({ connection, qr }) => {
    if (qr) say({ qr });
    if (connection === 'open') say({ open: true });
    // After pairing the server asks for a new connection.
    if (connection === 'close') setTimeout(connect, 200);
  });
  socket.ev.on('messages.upsert', ({ messages }) => {
    for (const { key, message } of messages) {
      const text = message?.conversation ?? message?.extendedTextMessage?.text;
      if (text) say({ group: key.remoteJid, from: key.participant ?? key.remoteJid, fromMe: key.fromMe, id: key.id, text });
    }
  });
}

connect();
for await (const line of createInterface({ input: process.stdin })) {
  const { group, text } = JSON.parse(line);
  try {
    groups.set(group, await socket.groupMetadata(group));
    await socket.sendMessage(group, { text });
  } catch (problem) {
    say({ error: String(problem?.message ?? problem) });
  }
}
process.exit(0);
