// The page: one connection, a list of conversations, the messages of the chosen one, and the field to write in.
import { Approvals } from "./approvals.js";
import { ChannelsDialog } from "./channels.js";
import { GatewayClient } from "./client.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { saveSetting, setting } from "./identity.js";
import { SessionList, splitKey } from "./sessions.js";
import { MessageView } from "./view.js";

const $ = (id) => document.getElementById(id);
const historyLimit = 200;
const listPauseMs = 400;
const frameRoom = 8_192;
const activeRunName = "openclaw.activeRun";
const activeRunMaxAgeMs = 9 * 60_000;

let conversation = null;
let sessionDefaults = { mainSessionKey: "main", defaultAgentId: "main", mainKey: "main" };
let isConnected = false;

const view = new MessageView({ log: $("log"), scroller: $("scroller"), latest: $("latest") });
const sessions = new SessionList($("sessions"), (key) => openSession(key));
const composer = new Composer({ onSend: send, onStop: stopRuns, onProblem: showProblem });

// --- Address bar -----------------------------------------------------------------------------------------------

/// Takes secrets and the session out of the address bar, so that they end up in no history or screenshot.
function readAddress() {
  const address = new URL(location.href);
  const fragment = new URLSearchParams(address.hash.slice(1));
  const take = (name) => {
    const value = address.searchParams.get(name) ?? fragment.get(name) ?? "";
    address.searchParams.delete(name);
    fragment.delete(name);
    return value.trim();
  };
  const given = { token: take("token"), password: take("password"), session: take("session") };
  // Another gateway's address in a link is never followed: it would be sent this one's secrets.
  take("gatewayUrl");
  address.hash = fragment.size > 0 ? fragment.toString() : "";
  history.replaceState(null, "", address);
  return given;
}

const given = readAddress();
if (given.token)
  saveSetting("token", given.token);
if (given.session)
  saveSetting("sessionKey", given.session);

// --- Connection ------------------------------------------------------------------------------------------------

const scheme = location.protocol === "https:" ? "wss" : "ws";
const client = new GatewayClient({
  url: `${scheme}://${location.host}/`,
  secret: given.password ? { password: given.password } : setting("token") ? { token: setting("token") } : {},
  onState: showState,
  onEvent: receiveEvent,
});

const approvals = new Approvals($("approvals"), (id, decision) => client.request("exec.approval.resolve", { id, decision }));
const channels = new ChannelsDialog({
  dialog: $("channels"), list: $("channel-list"), link: $("channel-link"), problem: $("channels-problem"),
  request: (method, params) => client.request(method, params),
});

function showState({ phase, text, wants, hello }) {
  isConnected = phase === "connected";
  $("connection").dataset.phase = phase;
  const short = { connecting: text, connected: "Connected", waiting: "Offline", refused: "Not connected" }[phase];
  if ($("connection-text").textContent !== short)
    $("connection-text").textContent = short;
  if (phase === "waiting" || (phase === "refused" && !wants))
    showProblem(text, true);
  else if (phase === "connected")
    showProblem("", true);
  if (wants)
    askForSecret(wants, text);
  else if (phase === "connected")
    $("access").close();
  updateComposer();
  if (hello)
    start(hello);
}

function askForSecret(kind, problem) {
  const isPassword = kind === "password";
  $("access-label").textContent = isPassword ? "Gateway password" : "Access token";
  const where = isPassword ? "This gateway is protected by a password." : "The token is in the gateway's openclaw.json under gateway.auth.token.";
  $("access-text").textContent = `${problem} ${where}`.trim();
  $("access").dataset.kind = kind;
  if (!$("access").open)
    $("access").showModal();
  $("secret").select();
}

$("access-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const secret = $("secret").value.trim();
  if (!secret)
    return;
  const isPassword = $("access").dataset.kind === "password";
  if (!isPassword)
    saveSetting("token", secret);
  $("secret").value = "";
  client.connect(isPassword ? { password: secret } : { token: secret });
});

addEventListener("online", () => client.hurry());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden)
    client.hurry();
});

async function start(hello) {
  // Where there is a pointer there is no keyboard that a focus would push into view.
  if (!conversation && matchMedia("(hover: hover)").matches)
    composer.focus();
  sessionDefaults = { ...sessionDefaults, ...hello.snapshot?.sessionDefaults };
  sessions.mainKey = sessionDefaults.mainSessionKey;
  const wanted = conversation?.sessionKey ?? setting("sessionKey");
  const isMain = !wanted || wanted === "main" || wanted === sessionDefaults.mainKey;
  await showAssistant(isMain ? sessionDefaults.mainSessionKey : wanted);
  openSession(isMain ? sessionDefaults.mainSessionKey : wanted);
  refreshSessions();
}

async function showAssistant(sessionKey) {
  view.assistant = { name: window.__OPENCLAW_ASSISTANT_NAME__ || "Assistant", avatar: window.__OPENCLAW_ASSISTANT_AVATAR__ || "A" };
  try {
    const { name, avatar } = await client.request("agent.identity.get", { sessionKey });
    view.assistant = { name: name || view.assistant.name, avatar: avatar || view.assistant.avatar };
  } catch {
    // The name inside the page will do.
  }
}

// --- Conversations ---------------------------------------------------------------------------------------------

async function openSession(sessionKey) {
  closeSidebar();
  if (conversation?.sessionKey !== sessionKey) {
    conversation = new Conversation(sessionKey, scheduleRender);
    view.clear();
    saveSetting("sessionKey", sessionKey);
  }
  sessions.select(sessionKey);
  scheduleRender();
  await loadHistory();
  await resumeRuns();
}

$("new-session").addEventListener("click", () => {
  const agentId = splitKey(conversation?.sessionKey ?? "").agentId || sessionDefaults.defaultAgentId;
  openSession(`agent:${agentId}:web-${Math.random().toString(36).slice(2, 10).padEnd(8, "0")}`);
  composer.focus();
});

let listTimer = 0;

/// Fetches the list soon; several wishes become one request.
function refreshSessions() {
  clearTimeout(listTimer);
  listTimer = setTimeout(async () => {
    try {
      const list = await client.request("sessions.list", { limit: 100, includeGlobal: true, includeUnknown: false, includeDerivedTitles: true });
      sessions.setRows(list.sessions ?? []);
      showTitle();
    } catch {
      // The next event or connection asks again.
    }
  }, listPauseMs);
}

let isLoading = false;
let isStale = false;

/// Fetches the history of the chosen conversation; a wish during a fetch leads to one more.
async function loadHistory() {
  isStale = true;
  if (isLoading)
    return;
  isLoading = true;
  try {
    while (isStale) {
      isStale = false;
      const asked = conversation;
      const history = await client.request("chat.history", { sessionKey: asked.sessionKey, limit: historyLimit });
      if (asked !== conversation)
        isStale = true;
      else
        asked.setHistory(history.messages ?? []);
    }
  } catch (error) {
    if (error.code !== "OFFLINE")
      showProblem(`The messages could not be loaded: ${error.message}`);
  } finally {
    isLoading = false;
  }
}

/// The run this page started last, as it was noted before a reload; null if there is none of this conversation.
function notedRun(sessionKey) {
  try {
    const run = JSON.parse(sessionStorage.getItem(activeRunName));
    return run?.sessionKey === sessionKey && Date.now() - run.startedAt < activeRunMaxAgeMs ? run : null;
  } catch {
    return null;
  }
}

/// After a reload or a lost connection: asks which runs still go on, so that they can be stopped, and drops the others.
async function resumeRuns() {
  const asked = conversation;
  const noted = notedRun(asked.sessionKey);
  const runIds = new Set(asked.activeRuns);
  if (noted)
    runIds.add(noted.runId);
  for (const runId of runIds) {
    const startedAt = asked.startOf(runId) ?? noted.startedAt;
    try {
      const { status } = await client.request("agent.wait", { runId, timeoutMs: 0 });
      // A gateway that was restarted in between waits for runs it has never heard of, too.
      if (status === "timeout" && !asked.isAnsweredSince(startedAt))
        asked.resume(runId);
      else
        asked.takeBack(runId);
    } catch {
      // Its next event will show that it goes on.
    }
  }
}

function receiveEvent(name, payload) {
  if (name === "shutdown") {
    const isRestart = typeof payload.restartExpectedMs === "number";
    showProblem(isRestart ? "The gateway is restarting…" : "The gateway is stopping.", true);
    return;
  }
  if (name === "exec.approval.requested")
    approvals.add(payload);
  else if (name === "exec.approval.resolved")
    approvals.remove(payload.id);
  if (name !== "agent" && name !== "chat")
    return;
  const { sessionKey } = payload;
  if (conversation && sessionKey === conversation.sessionKey) {
    const mustReload = name === "agent" ? conversation.onAgent(payload) : conversation.onChat(payload);
    if (mustReload)
      loadHistory();
    if (name === "chat" && payload.state !== "delta") {
      announceEnd(payload);
      if (notedRun(sessionKey)?.runId === payload.runId)
        sessionStorage.removeItem(activeRunName);
    }
  } else if (sessionKey && name === "chat" && payload.state === "final") {
    sessions.markUnread(sessionKey);
  }
  const isOver = name === "chat" ? payload.state !== "delta" : payload.stream === "lifecycle";
  if (isOver)
    refreshSessions();
}

/// Says the outcome to screen readers once, instead of every piece of a growing text.
function announceEnd({ state, message, errorMessage }) {
  const text = (message?.content ?? []).map?.((part) => part.text ?? "").join(" ") ?? "";
  const words = { final: `${view.assistant.name}: ${text.slice(0, 500)}`, aborted: "Stopped.", error: errorMessage ?? "The run failed." };
  $("announce").textContent = words[state] ?? "";
}

// --- Showing ---------------------------------------------------------------------------------------------------

let isRenderScheduled = false;

function scheduleRender() {
  if (isRenderScheduled)
    return;
  isRenderScheduled = true;
  // Hidden pages get no animation frames.
  const render = () => {
    isRenderScheduled = false;
    const turns = conversation.turns();
    view.show(turns);
    $("empty").hidden = turns.length > 0 || !conversation.isLoaded;
    showTitle();
    updateComposer();
  };
  if (document.hidden)
    setTimeout(render);
  else
    requestAnimationFrame(render);
}

function showTitle() {
  const title = conversation ? sessions.titleOf(conversation.sessionKey) : "OpenClaw";
  $("title").textContent = title;
  document.title = conversation ? `${title} – OpenClaw` : "OpenClaw";
}

let hasConnectionProblem = false;

/// Shows what went wrong above the message field. Problems of the connection leave with the connection's return.
function showProblem(text, isConnection = false) {
  if (!text && isConnection && !hasConnectionProblem)
    return;
  hasConnectionProblem = isConnection && Boolean(text);
  const node = $("problem");
  node.hidden = !text;
  if (node.textContent !== text)
    node.textContent = text;
}

function updateComposer() {
  const isRunning = Boolean(conversation) && conversation.activeRuns.length > 0;
  composer.setState({ canSend: isConnected && Boolean(conversation), isRunning });
}

// --- Sending ---------------------------------------------------------------------------------------------------

/// The attachments for a message with this text, cut to the size of one frame, and their addresses to show.
function encodeImages(text, images) {
  const budget = client.maxFrameBytes - frameRoom - new TextEncoder().encode(JSON.stringify(text)).length;
  if (budget < 0)
    throw new Error("The message is too long. Put it into a file that the assistant can read.");
  return images.isEmpty ? { attachments: [], sources: [] } : images.encode(budget);
}

async function send(text, images) {
  const asked = conversation;
  showProblem("");
  const runId = crypto.randomUUID?.() ?? `web-${Date.now()}-${Math.random()}`;
  const params = { sessionKey: asked.sessionKey, message: text, deliver: false, idempotencyKey: runId };
  let sources = [];
  try {
    const encoded = await encodeImages(text, images);
    if (encoded.attachments.length > 0)
      params.attachments = encoded.attachments;
    ({ sources } = encoded);
  } catch (error) {
    showProblem(error.message || "The image could not be read.");
    return;
  }
  composer.clear();
  asked.ask(runId, text, sources);
  view.toEnd();
  sessionStorage.setItem(activeRunName, JSON.stringify({ sessionKey: asked.sessionKey, runId, startedAt: Date.now() }));
  try {
    const answer = await client.request("chat.send", params);
    // "stop" and its like are commands to the gateway and never become a message.
    if (answer.runIds)
      asked.takeBack(runId);
    else if (answer.status === "ok")
      loadHistory();
  } catch (error) {
    asked.takeBack(runId);
    composer.restore(text);
    showProblem(`Not sent: ${error.message}`);
  }
}

async function stopRuns() {
  const asked = conversation;
  if (!asked)
    return;
  try {
    for (const runId of asked.activeRuns) {
      const { aborted } = await client.request("chat.abort", { sessionKey: asked.sessionKey, runId });
      if (!aborted)
        asked.end(runId, null);
    }
    loadHistory();
  } catch (error) {
    showProblem(`The run could not be stopped: ${error.message}`);
  }
}

// --- Side bar and dialog ---------------------------------------------------------------------------------------

function setSidebar(isOpen) {
  document.body.classList.toggle("sidebar-open", isOpen);
  $("menu").setAttribute("aria-expanded", String(isOpen));
}

function closeSidebar() {
  setSidebar(false);
}

$("menu").addEventListener("click", () => {
  const isOpen = !document.body.classList.contains("sidebar-open");
  setSidebar(isOpen);
  if (isOpen)
    $("sessions").querySelector("[aria-current]")?.focus();
});
$("scrim").addEventListener("click", closeSidebar);
$("open-channels").addEventListener("click", () => {
  closeSidebar();
  channels.open();
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("sidebar-open")) {
    closeSidebar();
    $("menu").focus();
  }
});

// Without a secret there is nothing behind the dialog to use.
$("access").addEventListener("cancel", (event) => event.preventDefault());

client.connect();
