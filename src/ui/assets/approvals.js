// Commands of the agent that wait for a person's word. They stand above the message field until somebody decides, here
// or elsewhere, or their time is over.
import { create } from "./view.js";

const decisions = [
  { decision: "deny", text: "Deny", className: "plain" },
  { decision: "allow-always", text: "Always allow", className: "plain" },
  { decision: "allow-once", text: "Allow once", className: "send" },
];

/// Marks that change how text is drawn (order of writing, no width) could make a command look like another one.
function visible(text) {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, "\ufffd");
}

export class Approvals {
  /// Shows questions in `node`; `decide(id, decision)` tells the gateway and rejects when it does not take it.
  constructor(node, decide) {
    this.node = node;
    this.decide = decide;
  }

  /// A question of the gateway: `exec.approval.requested`.
  add({ id, request, expiresAtMs }) {
    this.remove(id);
    const where = [request.cwd && `in ${request.cwd}`, request.agentId && `agent ${request.agentId}`].filter(Boolean).join(", ");
    const problem = create("p", "approval-problem");
    problem.hidden = true;
    const buttons = decisions.map(({ decision, text, className }) => this.makeButton(id, decision, text, className, problem));
    const box = create("div", "approval",
      create("h2", "", "The agent wants to run a command"),
      create("pre", "", visible(request.command ?? "")),
      create("p", "approval-where", visible(where)), problem,
      create("div", "approval-buttons", ...buttons));
    box.dataset.id = id;
    box.timer = setTimeout(() => this.remove(id), Math.max(0, expiresAtMs - Date.now()));
    this.node.append(box);
  }

  /// Takes a question away: it was answered, or is over.
  remove(id) {
    const box = this.node.querySelector(`[data-id="${CSS.escape(id)}"]`);
    clearTimeout(box?.timer);
    box?.remove();
  }

  makeButton(id, decision, text, className, problem) {
    const button = create("button", className, text);
    button.type = "button";
    button.addEventListener("click", async () => {
      try {
        await this.decide(id, decision);
        this.remove(id);
      } catch (error) {
        problem.hidden = false;
        problem.textContent = error.message;
      }
    });
    return button;
  }
}
