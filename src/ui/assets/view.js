// Turns on the screen. Nodes are kept and brought up to date in place, so that nothing jumps, closes or loses its
// selection while a reply grows or when the stored version of it replaces the live one.
import { showMarkdown } from "./markdown.js";

const longestOutput = 20_000;

export function create(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className)
    node.className = className;
  node.append(...children);
  return node;
}

function setText(node, text) {
  if (node.textContent !== text)
    node.textContent = text;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });

function timeText(time) {
  const date = new Date(time);
  return date.toDateString() === new Date().toDateString() ? clock.format(date) : day.format(date);
}

const statusWords = { running: "Running", done: "Done", failed: "Failed", stopped: "Stopped" };

/// One line that says what a tool was asked to do.
function toolHint(args) {
  if (!args || typeof args !== "object")
    return "";
  const first = args.command ?? args.path ?? args.file_path ?? args.url ?? args.query ?? Object.values(args).find((value) => typeof value === "string");
  return typeof first === "string" ? first.split("\n")[0].slice(0, 200) : "";
}

function shortened(text) {
  if (text.length <= longestOutput)
    return text;
  return `${text.slice(0, longestOutput)}\n… ${text.length - longestOutput} more characters`;
}

function block(title) {
  const body = create("pre", "");
  body.tabIndex = 0;
  const box = create("div", "tool-block", create("h4", "", title), body);
  return { box, body };
}

/// Each kind of part: how its node is made, and how the node is brought up to date.
const partKinds = {
  text: {
    make: () => create("div", "text"),
    update: (node, part) => showMarkdown(node, part.text),
  },
  thinking: {
    make: () => create("details", "thinking", create("summary", "", "Thinking"), create("div", "text")),
    update: (node, part) => showMarkdown(node.lastChild, part.text),
  },
  notice: {
    make: () => create("p", "notice"),
    update: (node, part) => {
      node.classList.toggle("error", part.isError);
      setText(node, part.text);
    },
  },
  image: {
    make: () => {
      const image = create("img", "picture");
      image.alt = "Attached image";
      return image;
    },
    update: (node, part) => {
      if (node.src !== part.source)
        node.src = part.source;
    },
  },
  tool: { make: makeTool, update: updateTool },
};

const identityOf = (part) => (part.kind === "tool" ? `tool ${part.id}` : part.kind);

function makeTool() {
  const name = create("span", "tool-name");
  const hint = create("span", "tool-hint");
  const status = create("span", "tool-status");
  const args = block("Arguments");
  const output = block("Result");
  const node = create("details", "tool", create("summary", "", name, hint, status), create("div", "tool-body", args.box, output.box));
  node.fields = { name, hint, status, args, output };
  return node;
}

function updateTool(node, part) {
  const { name, hint, status, args, output } = node.fields;
  node.dataset.status = part.status;
  setText(name, part.name ?? "tool");
  setText(hint, toolHint(part.args));
  setText(status, statusWords[part.status]);
  setText(args.body, shortened(JSON.stringify(part.args ?? {}, null, 2)));
  setText(output.body, shortened(part.output || (part.status === "running" ? "Waiting…" : "No output")));
}

export class MessageView {
  /// Shows turns inside `log`, which scrolls in `scroller`; `latest` is the button that leads back to the end.
  constructor({ log, scroller, latest }) {
    this.log = log;
    this.scroller = scroller;
    this.latest = latest;
    this.openTools = new Set();
    this.assistant = { name: "Assistant", avatar: "A" };
    this.isAtEnd = true;
    scroller.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    new ResizeObserver(() => this.follow()).observe(log);
    new ResizeObserver(() => this.follow()).observe(scroller);
    latest.addEventListener("click", () => this.toEnd());
  }

  noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < 60;
    this.latest.hidden = this.isAtEnd;
  }

  follow() {
    if (this.isAtEnd)
      this.scroller.scrollTop = this.scroller.scrollHeight;
    else
      this.noteScroll();
  }

  toEnd() {
    this.isAtEnd = true;
    this.latest.hidden = true;
    this.follow();
  }

  /// Forgets the conversation shown so far.
  clear() {
    this.log.replaceChildren();
    this.openTools.clear();
    this.toEnd();
  }

  show(turns) {
    turns.forEach((turn, index) => {
      let node = this.log.children[index];
      if (!node || node.dataset.role !== turn.role) {
        const fresh = this.makeTurn(turn.role);
        if (node)
          node.replaceWith(fresh);
        else
          this.log.append(fresh);
        node = fresh;
      }
      this.updateTurn(node, turn);
    });
    while (this.log.children.length > turns.length)
      this.log.lastChild.remove();
    this.follow();
  }

  makeTurn(role) {
    const body = create("div", "parts");
    const time = create("time", "time");
    const node = create("article", `turn ${role}`);
    node.dataset.role = role;
    node.fields = { body, time };
    if (role === "assistant") {
      node.fields.pulse = create("p", "pulse", create("span", "dots", create("i"), create("i"), create("i")), create("span", "pulse-text"));
      node.append(this.makeAvatar(), create("div", "column", create("h2", "who", this.assistant.name, time), body, node.fields.pulse));
    } else {
      node.append(create("h2", "hidden", "You"), body, time);
    }
    return node;
  }

  makeAvatar() {
    const { name } = this.assistant;
    // The content policy lets no image in from other sites.
    const avatar = /^https?:/.test(this.assistant.avatar) ? name : this.assistant.avatar;
    const box = create("div", "avatar");
    box.setAttribute("aria-hidden", "true");
    if (/^(data:image\/|\/)/.test(avatar)) {
      const image = create("img");
      image.src = avatar;
      image.alt = "";
      box.append(image);
    } else {
      box.append(Array.from(avatar || "A").slice(0, avatar === name ? 1 : 2).join(""));
    }
    return box;
  }

  updateTurn(node, turn) {
    if (node.turn === turn)
      return;
    node.turn = turn;
    const { body, time, pulse } = node.fields;
    turn.parts.forEach((part, index) => this.updatePart(body, index, turn.parts));
    while (body.children.length > turn.parts.length)
      body.lastChild.remove();
    setText(time, turn.time ? timeText(turn.time) : "");
    if (turn.time)
      time.dateTime = new Date(turn.time).toISOString();
    if (pulse) {
      const last = turn.parts.at(-1);
      pulse.hidden = !turn.isActive;
      const words = turn.isCompacting ? "Summarising the conversation…" : last?.kind === "tool" && last.status === "running" ? "Using a tool…" : "Working…";
      setText(pulse.lastChild, words);
    }
    node.setAttribute("aria-busy", String(turn.isActive));
  }

  updatePart(body, index, parts) {
    const part = parts[index];
    let node = body.children[index];
    if (node?.identity !== identityOf(part)) {
      const fresh = partKinds[part.kind].make();
      fresh.identity = identityOf(part);
      if (part.kind === "tool")
        this.rememberOpening(fresh, part.id);
      // The stored version of a reply has thoughts in front of what was streamed: those nodes move down and stay.
      const isInsertion = !node || (parts[index + 1] && identityOf(parts[index + 1]) === node.identity);
      if (isInsertion)
        body.insertBefore(fresh, node ?? null);
      else
        node.replaceWith(fresh);
      node = fresh;
    }
    partKinds[part.kind].update(node, part);
  }

  rememberOpening(node, id) {
    node.open = this.openTools.has(id);
    node.addEventListener("toggle", () => {
      if (node.open)
        this.openTools.add(id);
      else
        this.openTools.delete(id);
    });
  }
}
