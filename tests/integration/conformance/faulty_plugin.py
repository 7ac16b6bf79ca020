"""Runs another plugin and spoils what the files in a folder ask for: faulty_plugin.py FOLDER PROGRAM

A file "<number>-<fault>" in FOLDER spoils one send (rateLimit, serverError, lostBefore, lostAfter, hangAfter); the files
"exit", "silent", "trickle" and "revoked" end the program once, make it neither hear nor speak until somebody ends it, cut
its output into single bytes, and make every start fail."""
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

faults, program = pathlib.Path(sys.argv[1]), sys.argv[2]
child = subprocess.Popen([sys.executable, "-u", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
spoiled = {}            # id of a send under way -> its fault
writing = threading.Lock()
silent = False


def falls_silent():
    """Looked at before every line, so that what is said after the file was made does not get through."""
    global silent
    if not silent and (faults / "silent").exists():
        silent = True
        (faults / "silent").unlink()
    return silent


def write(line):
    if falls_silent():
        return
    with writing:
        pieces = [bytes([byte]) for byte in line] if (faults / "trickle").exists() else [line]
        for piece in pieces:
            os.write(1, piece)


def answer(request, error):
    write(json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": error}).encode() + b"\n")


def next_fault():
    for file in sorted(faults.glob("[0-9]*-*")):
        file.unlink()
        return file.name.split("-")[1]
    return None


def end():
    child.kill()
    os._exit(1)


def read_host():
    for line in sys.stdin.buffer:
        if falls_silent():
            continue
        request = json.loads(line)
        fault = next_fault() if request.get("method") == "send" else None
        if request.get("method") == "start" and (faults / "revoked").exists():
            answer(request, {"code": -32004, "message": "the network does not accept the token"})
        elif fault == "rateLimit":
            answer(request, {"code": -32002, "message": "slow down", "data": {"retryAfterMs": 10}})
        elif fault == "serverError":
            answer(request, {"code": -32001, "message": "not now"})
        elif fault == "lostBefore":
            end()
        else:
            if fault:
                spoiled[request["id"]] = fault
            child.stdin.write(line)
            child.stdin.flush()
    child.stdin.close()


def read_plugin():
    for line in child.stdout:
        message = json.loads(line)
        fault = spoiled.pop(message["id"], None) if "method" not in message else None
        if fault == "lostAfter":
            end()
        elif fault is None:
            write(line)
    os._exit(0)


threading.Thread(target=read_host, daemon=True).start()
threading.Thread(target=read_plugin, daemon=True).start()
while True:
    time.sleep(0.01)
    if (faults / "exit").exists():
        (faults / "exit").unlink()
        end()
