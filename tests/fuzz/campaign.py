#!/usr/bin/env python3
"""Runs libFuzzer targets for a while each and prints what they found.

usage: campaign.py BUILD_DIR SECONDS [--jobs N] [TARGET...]

BUILD_DIR was configured with -DOPENCLAW_FUZZ=ON (docs/testing.md); without targets all of them run. New inputs go to a
scratch folder, the corpus in the repository only seeds it. An input that made a target fail is kept and named; exit code 1.
"""
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"


def run(program, seconds, scratch):
    """(line for the table, whether nothing was found)"""
    name = program.name.removeprefix("fuzz_")
    grown = scratch / name
    grown.mkdir()
    command = [str(program), f"-max_total_time={seconds}", f"-artifact_prefix={scratch}/{name}-", "-rss_limit_mb=2048",
               "-timeout=10", "-print_final_stats=1",
               # Looking for leaks after each input takes most of the time; the corpus replay of the test suite does it.
               "-detect_leaks=0", str(grown)]
    if (CORPUS / name).is_dir():
        command.append(str(CORPUS / name))
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
    executed = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    covered = re.findall(r"cov: (\d+)", done.stderr)
    line = (f"{name:24} {seconds:5d} s  {int(executed[1]) if executed else 0:12,} inputs"
            f"  {covered[-1] if covered else '?':>6} edges  ")
    if done.returncode == 0:
        return line + "nothing found", True
    kept = ", ".join(str(path) for path in sorted(scratch.glob(f"{name}-*")))
    return line + f"FOUND: {kept}\n{done.stderr[-4000:]}", False


def main():
    words = sys.argv[1:]
    jobs = 1
    if "--jobs" in words:
        at = words.index("--jobs")
        jobs = int(words[at + 1])
        del words[at:at + 2]
    if len(words) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = pathlib.Path(words[0]) / "tests/fuzz"
    wanted = words[2:] or sorted(path.name.removeprefix("fuzz_") for path in folder.glob("fuzz_*") if path.is_file())
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="openclaw-fuzz-"))
    clean = True
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for line, passed in pool.map(lambda name: run(folder / f"fuzz_{name}", int(words[1]), scratch), wanted):
            print(line, flush=True)
            clean = clean and passed
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
