// The list of conversations beside the messages.
import { create } from "./view.js";

const minuteMs = 60_000;

function ageText(time) {
  const minutes = Math.floor((Date.now() - time) / minuteMs);
  if (minutes < 1)
    return "now";
  if (minutes < 60)
    return `${minutes} min`;
  if (minutes < 24 * 60)
    return `${Math.floor(minutes / 60)} h`;
  return new Date(time).toLocaleDateString(undefined, { day: "numeric", month: "short" });
}

/// The agent part of "agent:<id>:<rest>", and the rest.
export function splitKey(key) {
  const match = /^agent:([^:]+):(.+)$/.exec(key);
  return match ? { agentId: match[1], name: match[2] } : { agentId: "", name: key };
}

export class SessionList {
  /// Shows sessions in the list `node`; `choose(key)` is called when one is picked.
  constructor(node, choose) {
    this.node = node;
    this.choose = choose;
    this.rows = [];
    this.unread = new Set();
    this.mainKey = "";
    this.currentKey = "";
  }

  setRows(rows) {
    this.rows = rows;
    this.render();
  }

  select(key) {
    this.currentKey = key;
    this.unread.delete(key);
    this.render();
  }

  /// Marks a conversation that got something new while another one is shown.
  markUnread(key) {
    if (key === this.currentKey || this.unread.has(key))
      return;
    this.unread.add(key);
    this.render();
  }

  titleOf(key) {
    const row = this.rows.find((candidate) => candidate.key === key);
    if (key === this.mainKey)
      return row?.label || "Main conversation";
    return row?.label || row?.displayName || row?.derivedTitle || (row ? splitKey(key).name : "New conversation");
  }

  render() {
    const rows = [...this.rows];
    for (const key of [this.currentKey, this.mainKey]) {
      if (key && !rows.some((row) => row.key === key))
        rows.unshift({ key });
    }
    // The main conversation keeps its place at the top.
    rows.sort((a, b) => Number(b.key === this.mainKey) - Number(a.key === this.mainKey));
    const focused = document.activeElement?.dataset?.key;
    this.node.replaceChildren(...rows.map((row) => this.renderRow(row)));
    if (focused)
      this.node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  renderRow(row) {
    const title = create("span", "session-title", this.titleOf(row.key));
    const details = [];
    if (row.key === this.mainKey && row.derivedTitle)
      details.push(row.derivedTitle);
    const channel = row.lastChannel ?? row.channel;
    if (channel && channel !== "webchat")
      details.push(channel);
    if (row.updatedAt)
      details.unshift(ageText(row.updatedAt));
    const button = create("button", "session", title, create("span", "session-details", details.join(" · ")));
    button.type = "button";
    button.dataset.key = row.key;
    if (row.key === this.currentKey)
      button.setAttribute("aria-current", "true");
    if (this.unread.has(row.key))
      button.append(create("span", "unread", create("span", "hidden", "New messages")));
    button.addEventListener("click", () => this.choose(row.key));
    return create("li", "", button);
  }
}
