// The connection to the gateway: protocol 3 over one WebSocket. It proves who the browser is, answers requests by id,
// hands events on, and comes back by itself with growing pauses after the connection was lost.
import { deviceToken, forgetDeviceToken, loadIdentity, proveDevice, saveDeviceToken } from "./identity.js";

const clientId = "openclaw-control-ui";
const clientMode = "webchat";
const role = "operator";
const scopes = ["operator.admin", "operator.approvals", "operator.pairing"];

const firstPauseMs = 800;
const pauseGrowth = 1.7;
const longestPauseMs = 15_000;
const challengeWaitMs = 750;
const requestTimeoutMs = 60_000;
const connectFailed = 4008;
const serviceRestart = 1012;

/// A request the gateway refused, or one that never got its answer.
export class GatewayError extends Error {
  constructor(code, message, details) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/// What a refused connect means for the person at the screen. `wants` names the secret to ask for; `retries` says
/// whether trying again by itself can help.
function explainRefusal(error) {
  const text = error.message;
  if (/password/.test(text) && /unauthorized/.test(text))
    return { wants: "password", text: /missing/.test(text) ? "" : "The gateway did not accept this password." };
  if (/unauthorized|gateway token/.test(text))
    return { wants: "token", text: /missing/.test(text) ? "" : "The gateway did not accept this token." };
  if (error.code === "NOT_PAIRED" && error.details?.requestId)
    return { retries: true, text: `This browser waits for approval. On the gateway's machine run: openclaw devices approve ${error.details.requestId}` };
  if (/secure context|device identity required/.test(text)) {
    return globalThis.isSecureContext
      ? { text: "This browser cannot make the key that identifies it (Ed25519). Please update it." }
      : { text: "Open this page through HTTPS or on the gateway's own machine: over plain HTTP the browser cannot prove who it is." };
  }
  if (/signature expired/.test(text))
    return { retries: true, text: "The clocks of this computer and the gateway differ by more than ten minutes." };
  if (/protocol mismatch/.test(text))
    return { text: "This page and the gateway are of different versions. Reload the page." };
  return { retries: true, text: `The gateway refused the connection: ${text}` };
}

export class GatewayClient {
  /// `onState({phase, text, wants?, hello?})` with phase connecting, connected, waiting or refused;
  /// `onEvent(name, payload)` for every gateway event after the handshake.
  constructor({ url, secret, onState, onEvent }) {
    this.url = url;
    this.secret = secret;
    this.onState = onState;
    this.onEvent = onEvent;
    this.pending = new Map();
    this.pauseMs = firstPauseMs;
    this.wasConnected = false;
  }

  /// Opens the connection, or opens it anew at once. `secret` is `{token}` or `{password}` when given.
  connect(secret) {
    if (secret)
      this.secret = secret;
    clearTimeout(this.retryTimer);
    this.drop();
    this.onState({ phase: "connecting", text: this.wasConnected ? "Reconnecting…" : "Connecting…" });
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.refusal = null;
    socket.onmessage = ({ data }) => this.receive(socket, data);
    socket.onclose = ({ code }) => this.closed(socket, code);
    // A gateway always sends its challenge first; an answer without it lets an old one explain itself.
    socket.onopen = () => {
      this.challengeTimer = setTimeout(() => this.introduce(socket, ""), challengeWaitMs);
    };
  }

  /// Tries again without waiting for the pause to end, if a pause is on.
  hurry() {
    if (this.isPausing)
      this.connect();
  }

  /// Sends a request. Resolves with its payload; rejects with a GatewayError.
  request(method, params = {}) {
    if (!this.isReady)
      return Promise.reject(new GatewayError("OFFLINE", "not connected to the gateway"));
    return this.send(this.socket, method, params);
  }

  send(socket, method, params) {
    const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(new GatewayError("TIMEOUT", "the gateway did not answer"));
      }, requestTimeoutMs);
      this.pending.set(id, { resolve, reject, timer });
      socket.send(JSON.stringify({ type: "req", id, method, params }));
    });
  }

  receive(socket, data) {
    if (socket !== this.socket)
      return;
    this.lastFrameAt = Date.now();
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return;
    }
    if (frame.type === "res") {
      this.settle(frame);
    } else if (frame.event === "connect.challenge") {
      this.introduce(socket, frame.payload?.nonce ?? "");
    } else if (frame.type === "event" && this.isReady) {
      this.onEvent(frame.event, frame.payload ?? {});
    }
  }

  settle(frame) {
    const waiting = this.pending.get(frame.id);
    if (!waiting)
      return;
    this.pending.delete(frame.id);
    clearTimeout(waiting.timer);
    if (frame.ok)
      waiting.resolve(frame.payload);
    else
      waiting.reject(new GatewayError(frame.error?.code, frame.error?.message ?? "unknown error", frame.error?.details));
  }

  /// Sends `connect`: with the device's own token if it has one, else with the shared secret.
  async introduce(socket, nonce) {
    clearTimeout(this.challengeTimer);
    if (socket.hasIntroduced)
      return;
    socket.hasIntroduced = true;
    const identity = await loadIdentity();
    const issued = identity && nonce ? deviceToken(identity.id, role) : "";
    const auth = issued ? { token: issued } : { ...this.secret };
    const params = {
      minProtocol: 3, maxProtocol: 3,
      client: { id: clientId, version: "2026.2.1", platform: navigator.platform || "web", mode: clientMode },
      role, scopes, caps: ["tool-events"],
      userAgent: navigator.userAgent, locale: navigator.language,
    };
    if (auth.token || auth.password)
      params.auth = auth;
    if (identity && nonce)
      params.device = await proveDevice(identity, { clientId, clientMode, role, scopes, token: auth.token ?? "", nonce });
    if (socket !== this.socket || socket.readyState !== WebSocket.OPEN)
      return;
    try {
      this.welcome(await this.send(socket, "connect", params), identity);
    } catch (error) {
      if (socket !== this.socket || error.code === "OFFLINE")
        return;
      if (issued) {
        forgetDeviceToken(identity.id, role);
        this.connect();
        return;
      }
      this.refusal = explainRefusal(error);
      socket.close(connectFailed, "connect failed");
    }
  }

  welcome(hello, identity) {
    if (identity && hello.auth?.deviceToken)
      saveDeviceToken(identity.id, hello.auth);
    this.isReady = true;
    this.wasConnected = true;
    this.pauseMs = firstPauseMs;
    this.maxFrameBytes = hello.policy?.maxPayload ?? 524_288;
    const silenceMs = 2 * (hello.policy?.tickIntervalMs ?? 30_000) + 5_000;
    this.watchTimer = setInterval(() => {
      if (Date.now() - this.lastFrameAt > silenceMs)
        this.lost("The gateway went silent.");
    }, 5_000);
    this.onState({ phase: "connected", text: "Connected", hello });
  }

  closed(socket, code) {
    if (socket !== this.socket)
      return;
    const { refusal } = this;
    if (code === serviceRestart) {
      this.pauseMs = firstPauseMs;
      this.lost("The gateway is restarting…");
    } else if (refusal && !refusal.retries) {
      this.drop();
      this.onState({ phase: "refused", text: refusal.text, wants: refusal.wants });
    } else {
      this.lost(refusal?.text ?? (this.wasConnected ? "Connection lost, trying again…" : "The gateway cannot be reached, trying again…"));
    }
  }

  lost(text) {
    this.drop();
    this.isPausing = true;
    this.onState({ phase: "waiting", text });
    this.retryTimer = setTimeout(() => this.connect(), this.pauseMs);
    this.pauseMs = Math.min(this.pauseMs * pauseGrowth, longestPauseMs);
  }

  /// Lets go of the socket; whoever waits for an answer learns that none will come.
  drop() {
    const { socket } = this;
    this.socket = null;
    this.isReady = false;
    this.isPausing = false;
    clearTimeout(this.challengeTimer);
    clearInterval(this.watchTimer);
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(new GatewayError("OFFLINE", "the connection to the gateway was lost"));
    }
    this.pending.clear();
    socket?.close();
  }
}
