// Drives the page in Chromium against the built gateway and its offline model, in a temporary state directory.
// Environment: see harness.mjs.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, cli, connected, freePort, Gateway, launch, newPage, until } from "./harness.mjs";

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

async function asksBeforeCommands(page, home, gateway) {
  const port = Number(new URL(gateway.url).port);
  await gateway.stop();
  cli(home, port, "config", "set", "tools.exec.security", "allowlist");
  const next = await Gateway.start(home, port);
  await page.waitForSelector(connected);
  await send(page, '@@tool bash {"command":"echo word-$((50+5))"}');
  await page.waitForSelector(".approval");
  check((await page.locator(".approval pre").innerText()).includes("echo word-"), "a command that is not on the list is shown first");
  await page.click(".approval .send");
  await page.waitForSelector(".approval", { state: "detached" });
  await until("the command's result", async () => (await lastText(page)).includes("word-55") ||
    (await page.locator(".tool-body").last().textContent()).includes("word-55"));
  check(true, "allowed once, it runs");
  await until("the end of the run", async () => !(await page.isVisible("#stop")));
  await send(page, '@@tool bash {"command":"echo word-$((60+6))"}');
  await page.waitForSelector(".approval");
  await page.click('.approval button:has-text("Deny")');
  await until("the end of the run", async () => (await page.locator(".approval").count()) === 0 && !(await page.isVisible("#stop")));
  check(!(await page.locator("#log").textContent()).includes("word-66"), "denied, it does not");
  return next;
}

async function listsChannels(page) {
  await page.click("#open-channels");
  await page.waitForSelector("#channel-list > li");
  check((await page.locator("#channels").innerText()).includes("No channel is set up yet"), "the channels are listed");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#channels", { state: "hidden" });
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
let complaints = [];
let gateway = null;
let browser = null;
let exitCode = 0;
try {
  gateway = await Gateway.start(home, await freePort());
  browser = await launch();
  const { page, complaints: ofPage } = await newPage(browser);
  complaints = ofPage;
  await asksForToken(page, gateway);
  await takesTokenFromAddress(page, gateway);
  await streamsReply(page);
  await keepsHistory(page);
  await aborts(page);
  await startsConversation(page);
  gateway = await survivesRestart(page, home, gateway);
  await listsChannels(page);
  gateway = await asksBeforeCommands(page, home, gateway);
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
