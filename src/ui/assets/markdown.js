// A safe subset of Markdown, built as DOM nodes: what a model writes becomes text nodes and a fixed set of elements,
// never markup. Blocks that did not change keep their nodes, so a streamed text does not flicker or lose a selection.

const longestText = 200_000;
const deepestNesting = 6;

/// Makes `container` show `text`. Cheap to call again with a longer text.
export function showMarkdown(container, text) {
  if (container.markdownText === text)
    return;
  container.markdownText = text;
  const blocks = text.length > longestText ? [{ kind: "plain", source: text }] : splitBlocks(text.replace(/\r\n?/g, "\n"));
  const old = container.markdownBlocks ?? [];
  let same = 0;
  while (same < blocks.length && same < old.length && old[same] === identityOf(blocks[same]))
    ++same;
  while (container.childNodes.length > same)
    container.lastChild.remove();
  for (const block of blocks.slice(same))
    container.append(renderBlock(block, 0));
  container.markdownBlocks = blocks.map(identityOf);
}

const identityOf = (block) => `${block.kind} ${block.source}`;

/// An element with children given one by one or as lists; a list may be longer than an argument list can be.
function element(tag, ...children) {
  const node = document.createElement(tag);
  for (const child of children.flat())
    node.append(child);
  return node;
}

const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`\s]*)/;
const heading = /^ {0,3}(#{1,6})[ \t]+(.*)$/;
const rule = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const bullet = /^( *)([-*+]|\d{1,9}[.)])[ \t]+/;
const quote = /^ {0,3}> ?/;
const tableRule = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

const startsBlock = (line) => fence.test(line) || heading.test(line) || rule.test(line) || bullet.test(line) || quote.test(line);

/// Cuts a text into top-level blocks; lists and quotes are cut further when they are rendered.
function splitBlocks(text) {
  const lines = text.split("\n");
  const blocks = [];
  let at = 0;
  const take = (kind, belongs, extra = {}) => {
    const start = at++;
    while (at < lines.length && belongs(lines[at]))
      ++at;
    blocks.push({ kind, source: lines.slice(start, at).join("\n"), ...extra });
  };
  while (at < lines.length) {
    const line = lines[at];
    let match;
    if (!line.trim()) {
      ++at;
    } else if ((match = fence.exec(line))) {
      takeFence(match);
    } else if (heading.test(line)) {
      take("heading", () => false);
    } else if (rule.test(line)) {
      take("rule", () => false);
    } else if (quote.test(line)) {
      take("quote", (next) => quote.test(next));
    } else if ((match = bullet.exec(line))) {
      takeList(match);
    } else if (line.includes("|") && tableRule.test(lines[at + 1] ?? "") && lines[at + 1].includes("-")) {
      take("table", (next) => next.includes("|"));
    } else {
      take("paragraph", (next) => next.trim() && !startsBlock(next));
    }
  }
  return blocks;

  function takeFence(match) {
    const start = ++at;
    const closes = new RegExp(`^ {0,3}${match[1][0]}{${match[1].length},}[ \\t]*$`);
    while (at < lines.length && !closes.test(lines[at]))
      ++at;
    blocks.push({ kind: "code", source: lines.slice(start, at).join("\n"), language: match[2] });
    ++at;
  }

  function takeList(match) {
    const indent = match[1].length;
    const isOrdered = /\d/.test(match[2]);
    take(isOrdered ? "ordered" : "bullets", (next) => {
      if (!next.trim())
        return (/^ {2,}\S/.test(lines[at + 1] ?? "") || bullet.test(lines[at + 1] ?? "")) && sameList(lines[at + 1]);
      return sameList(next);
    });
    function sameList(next) {
      const item = bullet.exec(next);
      if (item && item[1].length <= indent)
        return /\d/.test(item[2]) === isOrdered && !rule.test(next);
      return Boolean(item) || /^ {2,}\S/.test(next) || !startsBlock(next);
    }
  }
}

function renderBlock(block, depth) {
  switch (block.kind) {
  case "code":
    return codeBlock(block.source, block.language);
  case "heading": {
    const [, marks, text] = heading.exec(block.source);
    // The page's own headings are levels 1 and 2.
    return element(`h${Math.min(marks.length + 2, 6)}`, inline(text.replace(/[ \t]+#+[ \t]*$/, "")));
  }
  case "rule":
    return document.createElement("hr");
  case "quote":
    return element("blockquote", nested(block.source.split("\n").map((line) => line.replace(quote, "")).join("\n"), depth));
  case "bullets":
  case "ordered":
    return list(block, depth);
  case "table":
    return table(block.source.split("\n"));
  case "plain":
    return element("p", block.source);
  default:
    return element("p", inline(block.source));
  }
}

function nested(text, depth) {
  if (depth >= deepestNesting)
    return [element("p", text)];
  return splitBlocks(text).map((block) => renderBlock(block, depth + 1));
}

function codeBlock(text, language) {
  const copy = element("button", "Copy");
  copy.type = "button";
  copy.className = "copy";
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Not allowed";
    }
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  });
  const head = element("div", element("span", language || "code"), copy);
  head.className = "code-head";
  const body = element("pre", element("code", text));
  body.tabIndex = 0;
  const box = element("div", head, body);
  box.className = "code";
  return box;
}

function list(block, depth) {
  const lines = block.source.split("\n");
  const indent = bullet.exec(lines[0])[1].length;
  const items = [];
  let contentIndent = 0;
  for (const line of lines) {
    const match = bullet.exec(line);
    if (match && match[1].length <= indent) {
      contentIndent = match[0].length;
      items.push([line.slice(contentIndent)]);
    } else {
      const spaces = /^ */.exec(line)[0].length;
      items.at(-1).push(line.slice(Math.min(spaces, contentIndent)));
    }
  }
  const node = document.createElement(block.kind === "ordered" ? "ol" : "ul");
  if (block.kind === "ordered")
    node.start = parseInt(lines[0].trim(), 10);
  for (const item of items) {
    const children = nested(item.join("\n"), depth);
    // A tight item is a line, not a paragraph.
    if (children[0]?.tagName === "P")
      children[0] = [...children[0].childNodes];
    node.append(element("li", children.flat()));
  }
  return node;
}

function table([head, , ...rows]) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  const row = (line, tag) => element("tr", cells(line).map((cell) => element(tag, inline(cell))));
  const node = element("table", element("thead", row(head, "th")), element("tbody", rows.map((line) => row(line, "td"))));
  const box = element("div", node);
  box.className = "table";
  return box;
}

const emphasis = { "**": "strong", "__": "strong", "~~": "del", "*": "em", "_": "em" };
const special = /[\\`*_~[\n]|https?:\/\//g;

/// Inline text as nodes. Every search remembers a mark that never closes, which keeps long texts linear.
function inline(text, depth = 0) {
  const nodes = [];
  const unclosed = new Set();
  let plain = "";
  let at = 0;
  const push = (node, end) => {
    if (plain)
      nodes.push(plain);
    plain = "";
    nodes.push(node);
    at = end;
  };
  const find = (mark, from) => {
    const end = unclosed.has(mark) ? -1 : text.indexOf(mark, from);
    if (end < 0)
      unclosed.add(mark);
    return end;
  };
  while (at < text.length) {
    special.lastIndex = at;
    const match = special.exec(text);
    const next = match ? match.index : text.length;
    plain += text.slice(at, next);
    at = next;
    if (!match)
      break;
    const character = text[at];
    if (!(readEscape() || readBreak() || readCode() || readLink() || readAddress() || readEmphasis())) {
      plain += character;
      ++at;
    }
  }
  if (plain)
    nodes.push(plain);
  return nodes;

  function readEscape() {
    if (text[at] !== "\\" || !/[!-/:-@[-`{-~]/.test(text[at + 1] ?? ""))
      return false;
    plain += text[at + 1];
    at += 2;
    return true;
  }

  function readBreak() {
    if (text[at] !== "\n")
      return false;
    plain = plain.trimEnd();
    push(document.createElement("br"), at + 1);
    return true;
  }

  function readCode() {
    if (text[at] !== "`")
      return false;
    const mark = /`+/.exec(text.slice(at, at + 20))[0];
    const end = find(mark, at + mark.length);
    if (end < 0) {
      plain += mark;
      at += mark.length;
      return true;
    }
    push(element("code", text.slice(at + mark.length, end).replace(/^ (.*) $/s, "$1")), end + mark.length);
    return true;
  }

  function readLink() {
    if (text[at] !== "[" || depth >= deepestNesting)
      return false;
    const middle = find("](", at + 1);
    const end = middle < 0 ? -1 : closingBracket(middle + 2);
    if (end < 0 || end - at > 4000 || text.slice(at + 1, middle).includes("["))
      return false;
    const address = safeAddress(text.slice(middle + 2, end).trim().split(/\s/)[0]);
    const label = inline(text.slice(at + 1, middle), deepestNesting);
    push(address ? link(address, label) : element("span", label), end + 1);
    return true;
  }

  /// Addresses may hold pairs of brackets, as those of Wikipedia do.
  function closingBracket(from) {
    let open = 1;
    for (let end = from; end < Math.min(text.length, from + 2048); ++end) {
      if (text[end] === "(")
        ++open;
      else if (text[end] === ")" && --open === 0)
        return end;
    }
    return -1;
  }

  function readAddress() {
    if (text[at] !== "h" || (at > 0 && /\w/.test(text[at - 1])))
      return false;
    const found = /^https?:\/\/[^\s<>"'`*]+/.exec(text.slice(at, at + 2048))?.[0].replace(/[.,:;!?)\]]+$/, "");
    const address = found && depth < deepestNesting ? safeAddress(found) : null;
    if (!address)
      return false;
    push(link(address, [found]), at + found.length);
    return true;
  }

  function readEmphasis() {
    const mark = emphasis[text.slice(at, at + 2)] ? text.slice(at, at + 2) : text[at];
    const isInWord = mark[0] === "_" && at > 0 && /\w/.test(text[at - 1]);
    if (!emphasis[mark] || isInWord || depth >= deepestNesting || /^\s|^$/.test(text.slice(at + mark.length, at + mark.length + 1)))
      return false;
    const end = find(mark, at + mark.length + 1);
    if (end < 0 || /\s/.test(text[end - 1]) || (mark[0] === "_" && /\w/.test(text[end + mark.length] ?? "")))
      return false;
    push(element(emphasis[mark], inline(text.slice(at + mark.length, end), depth + 1)), end + mark.length);
    return true;
  }
}

/// The address if it leads to a web page, else null.
function safeAddress(text) {
  try {
    const address = new URL(text);
    return address.protocol === "https:" || address.protocol === "http:" ? address.href : null;
  } catch {
    return null;
  }
}

function link(address, children) {
  const node = element("a", children);
  node.href = address;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}
