// What the checks in a real browser share: the built gateway in a state directory of its own, and Chromium.
// Environment: OPENCLAW_BIN (the program), PLAYWRIGHT_DIR (the folder that holds playwright-core), CHROMIUM.
// Exit code 77 and a line "skipped: …" when something is absent.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";

const { OPENCLAW_BIN, PLAYWRIGHT_DIR, CHROMIUM = "/usr/bin/chromium" } = process.env;

export function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(77);
}

if (!OPENCLAW_BIN || !existsSync(OPENCLAW_BIN))
  skip("OPENCLAW_BIN does not name the gateway program");
if (!PLAYWRIGHT_DIR || !existsSync(join(PLAYWRIGHT_DIR, "playwright-core")))
  skip("PLAYWRIGHT_DIR does not hold playwright-core");
if (!existsSync(CHROMIUM))
  skip(`no browser at ${CHROMIUM}`);

const { chromium } = createRequire(join(PLAYWRIGHT_DIR, "/"))("playwright-core");

export function check(condition, what) {
  if (!condition)
    throw new Error(`failed: ${what}`);
  console.log(`ok: ${what}`);
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export async function until(what, condition, limitMs = 30_000) {
  const end = Date.now() + limitMs;
  for (;;) {
    if (await condition())
      return;
    if (Date.now() > end)
      throw new Error(`failed: ${what} did not happen within ${limitMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/// Runs the program's command line and returns what it prints.
export function cli(home, port, ...args) {
  return execFileSync(OPENCLAW_BIN, args, { env: environmentOf(home, port), encoding: "utf8" });
}

function environmentOf(home, port) {
  return { ...process.env, HOME: home, OPENCLAW_STATE_DIR: home, OPENCLAW_GATEWAY_PORT: String(port) };
}

/// A running gateway: `url`, `token` and `stop()`.
export class Gateway {
  static async start(home, port, ...args) {
    const gateway = new Gateway();
    gateway.log = "";
    gateway.child = spawn(OPENCLAW_BIN, ["gateway", "--allow-unconfigured", ...args], { env: environmentOf(home, port) });
    for (const stream of [gateway.child.stdout, gateway.child.stderr])
      stream.on("data", (data) => { gateway.log += data; });
    gateway.ended = new Promise((resolve) => gateway.child.on("exit", resolve));
    gateway.url = `http://127.0.0.1:${port}/`;
    await until("the gateway's first page", () => fetch(gateway.url).then((answer) => answer.ok, () => false));
    gateway.token = JSON.parse(readFileSync(join(home, "openclaw.json"), "utf8")).gateway.auth.token;
    return gateway;
  }

  async stop() {
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await this.ended;
    clearTimeout(timer);
  }
}

export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
  });
}

/// A page, and what its console complained of. The browser itself reports every socket that cannot be opened while the
/// gateway is away.
export async function newPage(browser) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  const complaints = [];
  const isExpected = (text) => /WebSocket connection to .* failed|ERR_CONNECTION/.test(text);
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message.text()))
      complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, complaints };
}

export const connected = '[data-phase="connected"]';
