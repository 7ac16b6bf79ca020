// Drives the page in Chromium against the built gateway and its offline model, in a temporary state directory.
// Environment: OPENCLAW_BIN (the program), PLAYWRIGHT_DIR (the folder that holds playwright-core), CHROMIUM.
// Exit code 77 and a line "skipped: …" when something is absent.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { OPENCLAW_BIN, PLAYWRIGHT_DIR, CHROMIUM = "/usr/bin/chromium" } = process.env;

function skip(reason) {
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

function check(condition, what) {
  if (!condition)
    throw new Error(`failed: ${what}`);
  console.log(`ok: ${what}`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function until(what, condition, limitMs = 30_000) {
  const end = Date.now() + limitMs;
  for (;;) {
    if (await condition())
      return;
    if (Date.now() > end)
      throw new Error(`failed: ${what} did not happen within ${limitMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/// A running gateway: `url`, `token` and `stop()`.
class Gateway {
  static async start(home, port) {
    const gateway = new Gateway();
    const environment = { ...process.env, HOME: home, OPENCLAW_STATE_DIR: home, OPENCLAW_GATEWAY_PORT: String(port) };
    gateway.log = "";
    gateway.child = spawn(OPENCLAW_BIN, ["gateway", "--allow-unconfigured"], { env: environment });
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

const connected = '[data-phase="connected"]';
const lastText = (page) => page.locator(".turn.assistant").last().innerText();

async function send(page, text) {
  await page.fill("#message", text);
  await page.press("#message", "Enter");
}

async function asksForToken(page, gateway) {
  await page.goto(gateway.url);
  await page.waitForSelector("dialog[open]");
  check(true, "without a token the page asks for one");
  await page.fill("#secret", "wrong");
  await page.press("#secret", "Enter");
  await page.waitForFunction(() => document.getElementById("access-text").textContent.includes("did not accept"));
  check(true, "a wrong token is refused in plain words");
  await page.fill("#secret", gateway.token);
  await page.press("#secret", "Enter");
  await page.waitForSelector(connected);
  await page.waitForSelector("dialog[open]", { state: "detached" });
  check(true, "the right token connects");
}

async function takesTokenFromAddress(page, gateway) {
  await page.goto(`${gateway.url}chat?token=${gateway.token}`);
  await page.waitForSelector(connected);
  check(!page.url().includes("token"), "the token leaves the address bar");
  check(page.url().endsWith("/chat"), "a nested route shows the page");
}

async function streamsReply(page) {
  await send(page, 'Please look.\n@@tool bash {"command":"echo tool-$((40+2))"}\n@@slow 40 50');
  await page.waitForSelector(".turn.user");
  await page.waitForSelector('.tool[data-status="done"]');
  check(true, "a tool card appears and says that it is done");
  await page.waitForFunction(() => document.querySelector(".turn.assistant:last-child")?.innerText.includes("tok3"));
  check(await page.isVisible("#stop"), "text is streamed while the run goes on");
  check(!(await lastText(page)).includes("tok39"), "streamed text comes before the final one");
  await page.waitForSelector("#stop", { state: "hidden" });
  await until("the whole reply", async () => (await lastText(page)).includes("tok39"));
  check((await lastText(page)).split("tok39").length === 2, "the reply stands there once");
  await page.locator(".tool summary").click();
  check((await page.locator(".tool-body").innerText()).includes("tool-42"), "the tool card holds the result");
}

async function keepsHistory(page) {
  const before = await page.locator("#log").innerText();
  await page.reload();
  await page.waitForSelector(connected);
  await page.waitForSelector(".turn.assistant");
  await until("the history", async () => (await lastText(page)).includes("tok39"));
  check((await page.locator(".turn").count()) === 2, `a reload keeps the history (${before.length} characters)`);
  check((await page.locator(".session[aria-current]").count()) === 1, "the chosen conversation is marked in the list");
}

async function aborts(page) {
  await send(page, "@@slow 400 50");
  await page.waitForFunction(() => document.querySelector(".turn.assistant:last-child")?.innerText.includes("tok5"));
  await page.reload();
  await page.waitForSelector("#stop");
  check(true, "a reload finds the running reply again");
  await page.click("#stop");
  await page.waitForSelector("#stop", { state: "hidden" });
  await until("the word that it was stopped", async () => (await lastText(page)).includes("Stopped."));
  check(!(await lastText(page)).includes("tok399"), "a run can be stopped");
}

async function startsConversation(page) {
  await page.click("#new-session");
  await page.waitForSelector("#empty:visible");
  await send(page, "**bold** <img src=x onerror=alert(1)> [bad](javascript:alert(1))");
  await until("a reply", async () => (await page.locator(".turn.assistant").count()) === 1 && !(await page.isVisible("#stop")));
  check((await page.locator("#log strong").count()) > 0, "Markdown is shown");
  check((await page.locator('#log img, #log a[href^="javascript"]').count()) === 0, "markup and script addresses stay text");
  await until("the new conversation in the list", async () => (await page.locator(".session").count()) === 2);
  await page.click(".session:not([aria-current])");
  await until("the first conversation", async () => (await lastText(page)).includes("Stopped."));
  check(true, "conversations can be switched");
}

async function survivesRestart(page, home, gateway) {
  const port = Number(new URL(gateway.url).port);
  await gateway.stop();
  await page.waitForSelector('[data-phase="waiting"], [data-phase="connecting"]');
  check(await page.isDisabled("#send"), "while the gateway is away nothing can be sent");
  const next = await Gateway.start(home, port);
  await page.waitForSelector(connected);
  await page.waitForSelector("#problem", { state: "hidden" });
  check(true, "the page comes back with the gateway");
  return next;
}

async function fitsNarrowScreens(page) {
  await page.setViewportSize({ width: 360, height: 640 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  check(width <= 360, "nothing sticks out at 360 pixels");
  await page.click("#menu");
  await page.waitForSelector("#new-session:visible");
  await page.press("body", "Escape");
  await page.waitForSelector("#new-session:visible", { state: "detached" });
  check((await page.evaluate(() => document.activeElement.id)) === "menu", "the list closes with Escape and gives the focus back");
}

const home = mkdtempSync(join(tmpdir(), "openclaw-browser-"));
const complaints = [];
let gateway = null;
let browser = null;
let exitCode = 0;
try {
  gateway = await Gateway.start(home, await freePort());
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
  });
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  // The browser itself reports every socket that cannot be opened while the gateway is away.
  const isExpected = (text) => /WebSocket connection to .* failed|ERR_CONNECTION/.test(text);
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message.text()))
      complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await asksForToken(page, gateway);
  await takesTokenFromAddress(page, gateway);
  await streamsReply(page);
  await keepsHistory(page);
  await aborts(page);
  await startsConversation(page);
  gateway = await survivesRestart(page, home, gateway);
  await fitsNarrowScreens(page);
  check(complaints.length === 0, `no errors in the console ${complaints.join(" | ")}`);
} catch (error) {
  console.error(error.message);
  if (complaints.length > 0)
    console.error(`console: ${complaints.join(" | ")}`);
  if (gateway)
    console.error(`gateway log:\n${gateway.log.slice(-4000)}`);
  exitCode = 1;
} finally {
  await browser?.close();
  await gateway?.stop();
  rmSync(home, { recursive: true, force: true });
}
process.exit(exitCode);
