// The Pi extension, in plain JavaScript so that every loader takes it. It imports nothing but node itself,
// because the extension interface of Pi changed its packages and argument orders between releases.
#include "agent/tools_extension.hpp"

namespace openclaw::agent {

std::string_view toolsExtension() {
    return R"js(// Written by the gateway: its tools, and its word on shell commands.
import { request } from "node:http";
import { readFileSync, unlinkSync } from "node:fs";

const place = process.env.OPENCLAW_TOOLS_FILE;
delete process.env.OPENCLAW_TOOLS_FILE;

function ask(door, method, path, body, onLine, signal) {
    const text = body === undefined ? "" : JSON.stringify(body);
    return new Promise((resolve, reject) => {
        const headers = { authorization: "Bearer " + door.token };
        if (text) {
            headers["content-type"] = "application/json";
            headers["content-length"] = Buffer.byteLength(text);
        }
        const call = request({ socketPath: door.socket, method, path, headers, signal }, (answer) => {
            let rest = "";
            answer.setEncoding("utf8");
            answer.on("data", (piece) => {
                rest += piece;
                if (!onLine || answer.statusCode !== 200) return;
                const lines = rest.split("\n");
                rest = lines.pop();
                for (const line of lines) if (line.trim()) onLine(JSON.parse(line));
            });
            answer.on("error", reject);
            answer.on("end", () => {
                if (answer.statusCode !== 200) reject(new Error("the gateway refused: " + rest));
                else resolve(onLine ? undefined : JSON.parse(rest));
            });
        });
        call.on("error", reject);
        call.end(text);
    });
}

function register(pi, door, tool) {
    pi.registerTool({
        name: tool.name,
        label: tool.name,
        description: tool.description,
        parameters: tool.parameters,
        async execute(toolCallId, args, ...more) {
            const signal = more.find((each) => each && typeof each === "object" && "aborted" in each);
            const onUpdate = more.find((each) => typeof each === "function");
            let outcome = { error: "the gateway gave no result" };
            await ask(door, "POST", "/call", { tool: tool.name, toolCallId, args }, (line) => {
                if (line.update !== undefined) onUpdate?.({ content: [{ type: "text", text: String(line.update) }], details: {} });
                else outcome = line;
            }, signal);
            if (outcome.error !== undefined) throw new Error(outcome.error);
            return { content: outcome.result.content, details: outcome.result.details ?? {} };
        },
    });
}

export default async function (pi) {
    let door;
    // Before anything can fail: without the gateway's word no command runs and no file is changed.
    pi.on("tool_call", async (event) => {
        if (!["bash", "write", "edit"].includes(event.toolName)) return undefined;
        try {
            const body = { tool: event.toolName, toolCallId: event.toolCallId, args: event.input };
            const verdict = await ask(door, "POST", "/approve", body);
            return verdict.allow === true ? undefined : { block: true, reason: verdict.reason || "not allowed" };
        } catch (problem) {
            return { block: true, reason: "the gateway could not be asked: " + problem.message };
        }
    });
    door = JSON.parse(readFileSync(place, "utf8"));
    unlinkSync(place);
    const { tools } = await ask(door, "GET", "/tools");
    for (const tool of tools) register(pi, door, tool);
}
)js";
}

}
