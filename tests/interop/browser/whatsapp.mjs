// A person links WhatsApp in the page, writes from the phone, restarts the gateway, and logs out again.
// Environment: see harness.mjs; OPENCLAW_WA_EMULATOR names the folder of the WhatsApp emulator. With SCREENSHOTS, a
// folder, each step's page is kept there as a picture.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, cli, connected, freePort, Gateway, launch, newPage, skip, until } from "./harness.mjs";

const { OPENCLAW_WA_EMULATOR, SCREENSHOTS } = process.env;
const owner = "15550000001";
const alice = "15550000002";

if (!OPENCLAW_WA_EMULATOR || !existsSync(join(OPENCLAW_WA_EMULATOR, "src/main.mjs")))
  skip("OPENCLAW_WA_EMULATOR does not name the emulator's folder");

class Emulator {
  static async start(state) {
    const emulator = new Emulator();
    const base = 20_000 + 20 * Math.floor(Math.random() * 500);
    emulator.child = spawn("node", ["src/main.mjs", "--base-port", String(base), "--state", state], { cwd: OPENCLAW_WA_EMULATOR });
    let text = "";
    emulator.child.stdout.on("data", (data) => { text += data; });
    await until("the emulator's first line", () => text.includes("\n"));
    emulator.info = JSON.parse(text.split("\n")[0]);
    return emulator;
  }

  async post(path, body = {}) {
    const answer = await fetch(this.info.control + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    if (!answer.ok)
      throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  }

  /// Waits for an entry of the emulator's log.
  async expect(kind, what, matches) {
    await until(what, async () => {
      const log = await (await fetch(`${this.info.control}/log?since=0&kind=${kind}`)).json();
      return (Array.isArray(log) ? log : log.entries).some(matches);
    }, 40_000);
  }
}

let pictures = 0;

async function keepPicture(page, name) {
  if (SCREENSHOTS)
    await page.screenshot({ path: join(SCREENSHOTS, `whatsapp-${++pictures}-${name}.png`) });
}

const stateOf = (page) => page.locator('[data-channel="whatsapp"] .channel-state').innerText();

async function links(page, emulator, home, port) {
  await page.click("#open-channels");
  await page.waitForSelector('[data-channel="whatsapp"]');
  check((await stateOf(page)) === "Not linked", "the page says that WhatsApp is not linked");
  await page.click('button:has-text("Link with a phone")');
  await page.waitForSelector(".link-code");
  await keepPicture(page, "code");
  // The login under way, as the command line sees it: the text behind the picture.
  const login = JSON.parse(cli(home, port, "gateway", "call", "web.login.start", "--params", "{}", "--json"));
  check((await page.locator(".link-code").getAttribute("src")) === login.qrDataUrl, "the picture is the code of the login under way");
  await emulator.post("/pair", { qr: login.qr, phone: owner, name: "Owner" });
  await until("the word that it is linked", async () => /linked/i.test(await page.locator("#channel-link").innerText()));
  await until("the connection", async () => (await stateOf(page)) === "Connected");
  check((await page.locator('[data-channel="whatsapp"]').innerText()).includes(owner), "the page names the linked number");
  await keepPicture(page, "linked");
  await page.keyboard.press("Escape");
}

async function answers(page, emulator, text) {
  await emulator.post("/inbound", { from: alice, text });
  await emulator.expect("message", `an answer to "${text}"`, (entry) => entry.to?.includes(alice) && (entry.text ?? "").includes(text));
  check(true, `"${text}" from the phone is answered there`);
  await until("the conversation in the page", async () => (await page.locator(".session-details").allInnerTexts()).some((words) => words.includes("whatsapp")));
}

async function logsOut(page, emulator) {
  await page.click("#open-channels");
  await page.click('button:has-text("Log out")');
  await emulator.expect("device-removed", "the device's removal", () => true);
  await until("the state", async () => (await stateOf(page)) === "Not linked");
  check(true, "logged out on both sides");
  await keepPicture(page, "logged-out");
}

const home = mkdtempSync(join(tmpdir(), "openclaw-browser-"));
const port = await freePort();
let complaints = [];
let emulator = null;
let gateway = null;
let browser = null;
let exitCode = 0;
try {
  emulator = await Emulator.start(join(home, "emulator"));
  await emulator.post("/contacts", { phone: alice, name: "Alice", devices: [0] });
  const endpoint = join(home, "endpoint.json");
  writeFileSync(endpoint, JSON.stringify(emulator.info));
  for (const [key, value] of [["gateway.mode", "local"], ["channels.whatsapp.allowFrom", '["*"]'], ["channels.whatsapp.dmPolicy", "open"],
                              ["agents.defaults.workspace", join(home, "workspace")], ["session.dmScope", "per-channel-peer"]])
    cli(home, port, "config", "set", key, value);
  const start = () => Gateway.start(home, port, "--whatsapp-test-endpoint", endpoint);
  gateway = await start();
  browser = await launch();
  const opened = await newPage(browser);
  const { page } = opened;
  ({ complaints } = opened);
  await page.goto(`${gateway.url}#token=${gateway.token}`);
  await page.waitForSelector(connected);
  await links(page, emulator, home, port);
  await answers(page, emulator, "hello from the phone");
  await page.click('.session:has-text("whatsapp")');
  await page.waitForSelector(".turn.assistant");
  await keepPicture(page, "conversation");
  await gateway.stop();
  gateway = await start();
  await page.waitForSelector(connected);
  await answers(page, emulator, "hello after the restart");
  await logsOut(page, emulator);
  check(complaints.length === 0, `no errors in the console ${complaints.join(" | ")}`);
} catch (error) {
  console.error(error.message);
  if (gateway)
    console.error(`gateway log:\n${gateway.log.slice(-4000)}`);
  exitCode = 1;
} finally {
  await browser?.close();
  await gateway?.stop();
  emulator?.child.kill("SIGTERM");
  rmSync(home, { recursive: true, force: true });
}
process.exit(exitCode);
