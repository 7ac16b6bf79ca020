// Who this browser is: an Ed25519 key kept in local storage, the tokens a gateway issued to it, and the page's settings.
// The storage names and shapes are those of earlier OpenClaw pages, so a browser that is already paired stays paired.

const identityKey = "openclaw-device-identity-v1";
const tokensKey = "openclaw.device.auth.v1";
const settingsKey = "openclaw.control.settings.v1";

function readJson(key) {
  try {
    const value = JSON.parse(localStorage.getItem(key));
    return value && typeof value === "object" ? value : {};
  } catch {
    return {};
  }
}

function writeJson(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the page still works, it only forgets.
  }
}

/// One member of the page's settings, "" when it was never set.
export function setting(name) {
  const value = readJson(settingsKey)[name];
  return typeof value === "string" ? value : "";
}

export function saveSetting(name, value) {
  writeJson(settingsKey, { ...readJson(settingsKey), [name]: value });
}

function base64Url(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function bytesOfBase64Url(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

async function deviceIdOf(publicKey) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOfBase64Url(publicKey)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function importKey(publicKey, privateKey) {
  const jwk = { kty: "OKP", crv: "Ed25519", x: publicKey, d: privateKey };
  return crypto.subtle.importKey("jwk", jwk, "Ed25519", false, ["sign"]);
}

async function storedIdentity() {
  const { publicKey, privateKey } = readJson(identityKey);
  if (!publicKey || !privateKey)
    return null;
  try {
    return { id: await deviceIdOf(publicKey), publicKey, key: await importKey(publicKey, privateKey) };
  } catch {
    return null;
  }
}

async function newIdentity() {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const { x: publicKey, d: privateKey } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const id = await deviceIdOf(publicKey);
  writeJson(identityKey, { version: 1, deviceId: id, publicKey, privateKey, createdAtMs: Date.now() });
  return { id, publicKey, key: pair.privateKey };
}

/// This browser's identity, made at the first visit; null where the browser cannot keep one (plain HTTP to another
/// machine, or no Ed25519).
export async function loadIdentity() {
  if (!globalThis.crypto?.subtle)
    return null;
  try {
    return (await storedIdentity()) ?? (await newIdentity());
  } catch {
    return null;
  }
}

/// The `device` member of a connect request: a signature over everything the gateway decides by.
export async function proveDevice(identity, { clientId, clientMode, role, scopes, token, nonce }) {
  const signedAt = Date.now();
  const text = ["v2", identity.id, clientId, clientMode, role, scopes.join(","), signedAt, token, nonce].join("|");
  const signature = await crypto.subtle.sign("Ed25519", identity.key, new TextEncoder().encode(text));
  return { id: identity.id, publicKey: identity.publicKey, signature: base64Url(new Uint8Array(signature)), signedAt, nonce };
}

/// The token a gateway issued to this device for a role, or "".
export function deviceToken(deviceId, role) {
  const stored = readJson(tokensKey);
  return stored.deviceId === deviceId ? (stored.tokens?.[role]?.token ?? "") : "";
}

export function saveDeviceToken(deviceId, { deviceToken: token, role, scopes }) {
  const stored = readJson(tokensKey);
  const tokens = stored.deviceId === deviceId ? { ...stored.tokens } : {};
  tokens[role] = { token, role, scopes, updatedAtMs: Date.now() };
  writeJson(tokensKey, { version: 1, deviceId, tokens });
}

export function forgetDeviceToken(deviceId, role) {
  const stored = readJson(tokensKey);
  if (stored.deviceId !== deviceId || !stored.tokens?.[role])
    return;
  delete stored.tokens[role];
  writeJson(tokensKey, stored);
}
