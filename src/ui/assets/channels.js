// The channels of the gateway: how each account does, and linking of WhatsApp by a code that the phone scans.
import { create } from "./view.js";

const refreshMs = 5_000;
// One request to the gateway must end before the connection's own limit.
const waitMs = 25_000;

/// What an account does, in a word or two, and whether that is good, under way or bad.
function accountState(account) {
  if (account.connected)
    return { text: "Connected", tone: "good" };
  if (!account.enabled || !account.configured)
    return { text: "Off", tone: "idle" };
  if (account.linked === false)
    return { text: "Not linked", tone: "idle" };
  if (account.lastError)
    return { text: "Not connected", tone: "bad" };
  return account.running ? { text: "Connecting…", tone: "warn" } : { text: "Stopped", tone: "idle" };
}

/// "+4915…" or a bot's name, and the account's own name where there are several.
function detailsOf(account, isOnly) {
  const parts = isOnly || account.accountId === "default" ? [] : [account.accountId];
  if (account.identity)
    parts.push(account.identity);
  return parts.join(" · ");
}

function button(text, className, onClick) {
  const node = create("button", className, text);
  node.type = "button";
  node.addEventListener("click", onClick);
  return node;
}

export class ChannelsDialog {
  /// `nodes`: the dialog, its list, the area for a code, and the line for problems; `request(method, params)` asks
  /// the gateway.
  constructor({ dialog, list, link, problem, request }) {
    Object.assign(this, { dialog, list, link, problem, request });
    this.linking = null;
    dialog.addEventListener("close", () => {
      this.linking = null;
      clearTimeout(this.timer);
      link.replaceChildren();
    });
  }

  open() {
    this.dialog.showModal();
    this.refresh();
  }

  async refresh() {
    clearTimeout(this.timer);
    try {
      this.show(await this.request("channels.status", {}));
      this.say("");
    } catch (error) {
      this.say(`The channels could not be loaded: ${error.message}`);
    }
    if (this.dialog.open)
      this.timer = setTimeout(() => this.refresh(), refreshMs);
  }

  say(text) {
    this.problem.hidden = !text;
    this.problem.textContent = text;
  }

  show(status) {
    const rows = (status.channelOrder ?? []).flatMap((id) => {
      const accounts = status.channelAccounts[id] ?? [];
      return accounts.map((account) => this.makeRow(id, status.channelLabels[id] ?? id, account, accounts.length === 1));
    });
    if (rows.length === 0)
      rows.push(create("li", "channel-none", "No channel is set up yet. On the gateway's machine run: openclaw channels add"));
    // The list is drawn again every few seconds: who stands on a button stays there.
    const focused = document.activeElement?.dataset?.action;
    this.list.replaceChildren(...rows);
    if (focused)
      this.list.querySelector(`[data-action="${CSS.escape(focused)}"]`)?.focus();
  }

  makeRow(id, label, account, isOnly) {
    const state = accountState(account);
    const word = create("span", "channel-state", state.text);
    word.dataset.tone = state.tone;
    const text = create("div", "channel-text", create("span", "channel-name", label), create("span", "channel-details", detailsOf(account, isOnly)));
    const row = create("li", "channel", text, word);
    row.dataset.channel = id;
    // Of an account without a phone the error says no more than the button.
    if (!account.connected && account.linked !== false && account.lastError)
      row.append(create("p", "channel-error", account.lastError));
    for (const remark of account.remarks ?? [])
      row.append(create("p", "channel-remark", remark));
    if (id === "whatsapp")
      row.append(this.makeLinkButton(account));
    return row;
  }

  makeLinkButton(account) {
    const node = account.linked
      ? button("Log out", "plain", () => this.logOut(account.accountId))
      : button("Link with a phone", "send", () => this.linkPhone(account.accountId));
    node.dataset.action = `${account.linked ? "logout" : "link"} ${account.accountId}`;
    return node;
  }

  async logOut(accountId) {
    try {
      await this.request("channels.logout", { channel: "whatsapp", accountId });
      this.showLink("Logged out. The phone no longer lists this gateway.");
    } catch (error) {
      this.showLink(`Not logged out: ${error.message}`);
    }
    this.refresh();
  }

  /// Shows codes until the phone has scanned one, the login has failed, or the dialog is closed.
  async linkPhone(accountId) {
    const attempt = {};
    this.linking = attempt;
    this.showLink("Asking WhatsApp for a code…");
    try {
      let state = await this.request("web.login.start", { accountId, timeoutMs: waitMs });
      while (this.linking === attempt && !state.connected && !state.failed) {
        this.showCode(state);
        state = await this.request("web.login.wait", { accountId, qr: state.qr ?? "", timeoutMs: waitMs });
      }
      if (this.linking === attempt)
        this.showLink(state.message);
    } catch (error) {
      if (this.linking === attempt)
        this.showLink(`Not linked: ${error.message}`);
    }
    if (this.dialog.open)
      this.refresh();
  }

  showLink(text) {
    this.link.replaceChildren(create("p", "link-text", text));
  }

  showCode({ qrDataUrl, message }) {
    if (!qrDataUrl) {
      this.showLink(message || "Waiting…");
      return;
    }
    const image = create("img", "link-code");
    image.src = qrDataUrl;
    image.alt = "Code to scan with WhatsApp";
    const steps = ["Open WhatsApp on the phone.", "Go to Settings, Linked devices, Link a device.", "Point the phone at this code."];
    this.link.replaceChildren(image, create("ol", "link-steps", ...steps.map((step) => create("li", "", step))));
  }
}
