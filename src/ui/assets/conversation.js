// One conversation as data: the stored history plus the exchanges that are still going on, turned into a list of turns
// for the view. It knows the gateway's messages and events and nothing of the page.

const imageTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/// The readable text of a message's or tool result's content.
function textOf(content) {
  if (typeof content === "string")
    return content;
  if (!Array.isArray(content))
    return content === undefined || content === null ? "" : JSON.stringify(content, null, 2);
  return content.filter((block) => block?.type === "text").map((block) => String(block.text ?? "")).join("\n");
}

function imageSource(block) {
  const data = block.data ?? block.source?.data;
  const type = block.mimeType ?? block.source?.media_type;
  return imageTypes.has(type) && typeof data === "string" ? `data:${type};base64,${data}` : null;
}

function partsOf(message, toolParts) {
  const parts = [];
  const blocks = typeof message.content === "string" ? [{ type: "text", text: message.content }] : (message.content ?? []);
  for (const block of blocks) {
    if (block?.type === "text" && block.text?.trim()) {
      parts.push({ kind: "text", text: block.text });
    } else if (block?.type === "thinking" && block.thinking?.trim()) {
      parts.push({ kind: "thinking", text: block.thinking });
    } else if (block?.type === "toolCall") {
      const part = { kind: "tool", id: block.id, name: block.name, args: block.arguments, status: "stopped", output: "" };
      toolParts.set(block.id, part);
      parts.push(part);
    } else if (block?.type === "image" && imageSource(block)) {
      parts.push({ kind: "image", source: imageSource(block) });
    }
  }
  return parts;
}

function noticeOf(message) {
  if (message.stopReason === "aborted")
    return { kind: "notice", text: "Stopped.", isError: false };
  if (message.stopReason === "error")
    return { kind: "notice", text: message.errorMessage || "The model reported an error.", isError: true };
  return null;
}

export class Conversation {
  /// `changed()` is called whenever `turns()` may give something new.
  constructor(sessionKey, changed) {
    this.sessionKey = sessionKey;
    this.changed = changed;
    this.messages = [];
    this.storedTurns = [];
    this.isLoaded = false;
    /// Exchanges under way or just over, oldest first: what was asked (if here) and what came so far.
    this.exchanges = [];
    /// What live events said about tool calls that the history holds without a result.
    this.toolNews = new Map();
    this.endedRuns = new Set();
  }

  /// The runs that have not ended, oldest first.
  get activeRuns() {
    return this.exchanges.filter((exchange) => exchange.isActive).map((exchange) => exchange.runId);
  }

  /// Replaces the stored part. Whatever it covers is no longer shown from the live part.
  setHistory(messages) {
    this.messages = messages.filter((message) => message && typeof message === "object");
    this.isLoaded = true;
    const lastUser = this.messages.findLastIndex((message) => message.role === "user");
    const stored = new Set();
    for (const message of this.messages.slice(lastUser + 1)) {
      for (const part of partsOf(message, new Map()))
        stored.add(part.kind === "tool" ? part.id : part.text?.trim());
    }
    for (const exchange of this.exchanges) {
      exchange.parts = exchange.parts.filter((part) => part.kind === "notice" || !stored.has(part.kind === "tool" ? part.id : part.text.trim()));
      if (exchange.asked && this.holds(exchange))
        exchange.asked = null;
    }
    this.exchanges = this.exchanges.filter((exchange) => exchange.isActive || exchange.parts.length > 0 || exchange.asked);
    this.storedTurns = this.buildStoredTurns();
    this.changed();
  }

  /// Whether the history has the user message that began an exchange.
  holds({ asked }) {
    return this.messages.some((message) => message.role === "user" && (message.timestamp ?? 0) > asked.after &&
                                           textOf(message.content).trim() === asked.text.trim());
  }

  /// Shows what the user just sent, before the gateway has answered.
  ask(runId, text, imageSources) {
    this.exchanges = this.exchanges.filter((exchange) => exchange.isActive);
    const newest = this.messages.findLast((message) => message.role === "user");
    const asked = { text, imageSources, after: newest?.timestamp ?? 0, time: Date.now() };
    this.exchanges.push({ runId, asked, parts: [], isActive: true, since: asked.time });
    this.changed();
  }

  /// Drops an exchange: the gateway did not accept it, or the history has all of it.
  takeBack(runId) {
    this.exchanges = this.exchanges.filter((exchange) => exchange.runId !== runId);
    this.changed();
  }

  /// Whether the newest stored message is a complete answer given after `time`.
  isAnsweredSince(time) {
    const last = this.messages.at(-1);
    return last?.role === "assistant" && last.stopReason !== "toolUse" && (last.timestamp ?? 0) > time;
  }

  /// When this page first knew of an exchange, in ms; undefined if it does not know it.
  startOf(runId) {
    return this.exchanges.find((exchange) => exchange.runId === runId)?.since;
  }

  exchange(runId) {
    let found = this.exchanges.find((exchange) => exchange.runId === runId);
    if (!found) {
      found = { runId, asked: null, parts: [], isActive: true, since: Date.now() };
      this.exchanges.push(found);
    }
    return found;
  }

  /// A run that is known to go on although nothing was heard of it yet.
  resume(runId) {
    this.exchange(runId);
    this.changed();
  }

  /// An `agent` event of this conversation. Returns whether the history has to be fetched again.
  onAgent({ runId, stream, data = {} }) {
    if (this.endedRuns.has(runId))
      return false;
    if (stream === "lifecycle" && data.phase !== "start") {
      // Runs that came in through a channel have no `chat` event that would end them.
      this.end(runId, null);
      return true;
    }
    const exchange = this.exchange(runId);
    exchange.hasStream = true;
    exchange.isActive = true;
    exchange.isCompacting = stream === "compaction" && data.phase === "start";
    if (stream === "assistant")
      this.addText(exchange, String(data.text ?? ""), data.text === data.delta);
    else if (stream === "tool")
      this.addTool(exchange, data);
    this.changed();
    return false;
  }

  addText(exchange, text, isNew) {
    const last = exchange.parts.at(-1);
    if (last?.kind === "text" && !isNew)
      last.text = text;
    else if (text)
      exchange.parts.push({ kind: "text", text });
  }

  addTool(exchange, { phase, toolCallId: id, name, args, partialResult, result, isError }) {
    const news = phase === "result" ? { status: isError ? "failed" : "done", output: textOf(result?.content ?? result) }
                                    : { status: "running", output: textOf(partialResult?.content ?? partialResult) };
    this.toolNews.set(id, news);
    const isStored = this.messages.some((message) => Array.isArray(message.content) &&
                                        message.content.some((block) => block?.type === "toolCall" && block.id === id));
    if (isStored) {
      this.storedTurns = this.buildStoredTurns();
      return;
    }
    let part = exchange.parts.find((candidate) => candidate.id === id);
    if (!part) {
      part = { kind: "tool", id, name, args };
      exchange.parts.push(part);
    }
    Object.assign(part, news);
  }

  /// A `chat` event of this conversation. Returns whether the history has to be fetched again.
  onChat({ runId, state, message, errorMessage, stopReason }) {
    if (state === "delta") {
      if (this.endedRuns.has(runId))
        return false;
      const exchange = this.exchange(runId);
      if (!exchange.hasStream)
        this.addText(exchange, textOf(message?.content), exchange.parts.length === 0);
      this.changed();
      return false;
    }
    if (state === "final") {
      const text = textOf(message?.content).trim();
      // Replies of slash commands come in one piece, and not all of them are kept in the history.
      const exchange = text ? this.exchange(runId) : this.exchanges.find((candidate) => candidate.runId === runId);
      if (exchange && text && !exchange.hasStream)
        exchange.parts = [{ kind: "text", text }];
      this.end(runId, null);
    } else if (state === "error") {
      this.end(runId, { kind: "notice", text: errorMessage || "The run failed.", isError: true });
    } else if (state === "aborted") {
      const text = stopReason === "timeout" ? "Stopped: it took too long." : "Stopped.";
      this.end(runId, { kind: "notice", text, isError: false });
    }
    return true;
  }

  /// Ends an exchange, with a closing remark if there is one to make.
  end(runId, notice) {
    this.endedRuns.add(runId);
    const exchange = notice ? this.exchange(runId) : this.exchanges.find((candidate) => candidate.runId === runId);
    if (!exchange)
      return;
    exchange.isActive = false;
    for (const part of exchange.parts) {
      if (part.status === "running")
        part.status = "stopped";
    }
    if (notice)
      exchange.parts.push(notice);
    this.changed();
  }

  /// What to show, oldest first: `{role, time?, parts, isActive}`. A turn that did not change is the same object.
  turns() {
    const turns = [...this.storedTurns];
    const turnOf = (role, time) => {
      const last = turns.at(-1);
      if (last?.role !== role || role === "user")
        turns.push({ role, time, parts: [], isActive: false });
      else if (last === this.storedTurns.at(-1))
        turns.splice(-1, 1, { ...last, parts: [...last.parts] });
      return turns.at(-1);
    };
    for (const exchange of this.exchanges)
      this.addExchange(exchange, turnOf);
    return turns;
  }

  /// The history as turns: neighbouring messages of one side are one, and tool results go to their calls.
  buildStoredTurns() {
    const turns = [];
    const toolParts = new Map();
    const turnOf = (role, time) => {
      if (turns.at(-1)?.role !== role || role === "user")
        turns.push({ role, time, parts: [], isActive: false });
      return turns.at(-1);
    };
    for (const message of this.messages) {
      if (message.role === "toolResult") {
        const part = toolParts.get(message.toolCallId);
        if (part)
          Object.assign(part, { status: message.isError ? "failed" : "done", output: textOf(message.content) });
      } else if (message.role === "user" || message.role === "assistant") {
        const turn = turnOf(message.role, message.timestamp);
        turn.parts = turn.parts.concat(partsOf(message, toolParts));
        const notice = message.role === "assistant" ? noticeOf(message) : null;
        if (notice)
          turn.parts.push(notice);
      } else if (textOf(message.content).trim()) {
        turnOf("assistant", message.timestamp).parts.push({ kind: "notice", text: textOf(message.content), isError: false });
      }
    }
    for (const [id, part] of toolParts) {
      if (part.status === "stopped" && this.toolNews.has(id))
        Object.assign(part, this.toolNews.get(id));
    }
    return turns.filter((turn) => turn.parts.length > 0);
  }

  addExchange({ asked, parts, isActive, isCompacting }, turnOf) {
    if (asked) {
      const images = asked.imageSources.map((source) => ({ kind: "image", source }));
      const text = asked.text ? [{ kind: "text", text: asked.text }] : [];
      turnOf("user", asked.time).parts.push(...text, ...images);
    }
    if (!isActive && parts.length === 0)
      return;
    const turn = turnOf("assistant", undefined);
    // A stored message already says that it was stopped.
    const last = turn.parts.at(-1);
    turn.parts.push(...parts.filter((part) => !(part.kind === "notice" && last?.kind === "notice")).map((part) => ({ ...part })));
    turn.isActive = isActive;
    turn.isCompacting = isActive && isCompacting;
  }
}
