"""kill -9 at random moments of a run, then ``gouji run``: the result must equal an undisturbed run.

Command: ``python -m benchmarks.kills [--moments 50] [--each 5] [--raw data/raw] [--seed 1]`` (Linux). In each round an output folder
that holds an earlier publication (one figure of one report was another) is published anew, and killed ``--each`` times: with its
whole process group, or, every other time, alone, so that its children are orphans; every third time not before it has begun to
move files into place. Then one run goes to its end. Compared, byte by byte: everything published and ``data/processed``. Also looked at:
after each kill, that every link of the index leads to a file; at the end, that no orphan lives and nothing half-written is left.
"""

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

COMMAND = [
    sys.executable,
    "-c",
    "from analysis.cli import main; main()",
    "run",
    "data/raw",
    "--out",
    "out",
]
ENOUGH = 600.0  # seconds for a run


def begin(home: Path, mark: str) -> subprocess.Popen:
    """Start a run in a process group of its own."""
    return subprocess.Popen(
        COMMAND,
        cwd=home,
        env={**os.environ, "KILLS": mark},
        stdin=subprocess.DEVNULL,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def alive(mark: str) -> list[int]:
    """Processes of our runs."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if (
                entry.name.isdecimal()
                and f"KILLS={mark}".encode() in (entry / "environ").read_bytes()
            ):
                found.append(int(entry.name))
    return found


def published(home: Path) -> dict[str, bytes]:
    """All that is published, and the processed tables; the clock left out."""
    files = {}
    for top in (home / "out", home / "data" / "processed"):
        for path in top.rglob("*"):
            if path.is_file() and ".gouji" not in path.parts:
                files[str(path.relative_to(home))] = path.read_bytes()
    manifest = json.loads(files["out/manifest.json"])
    del manifest["made"]
    return files | {"out/manifest.json": json.dumps(manifest).encode()}


def dead_links(out: Path) -> list[str]:
    """Links of the index that lead nowhere."""
    text = (out / "index.html").read_text(encoding="utf-8")
    return [link for link in re.findall(r'href="([^"#:]+)"', text) if not (out / link).is_file()]


def kill(home: Path, mark: str, moment: float, alone: bool, placing: bool) -> bool:
    """Start a run and kill it; whether it was still at work."""
    run = begin(home, mark)
    until = time.monotonic() + moment
    manifest = home / "out" / "manifest.json"
    while run.poll() is None and time.monotonic() < (until + ENOUGH if placing else until):
        if placing and b'"complete": false' in manifest.read_bytes():
            time.sleep(random.uniform(0, 0.02))
            break
        time.sleep(0 if placing else 0.01)
    hit = run.poll() is None
    with contextlib.suppress(ProcessLookupError):
        (os.kill if alone else os.killpg)(run.pid, signal.SIGKILL)
    run.wait()
    assert hit or run.returncode in (0, 1), (
        f"the run ended with {run.returncode}: {run.stdout and run.stdout.read()[-2000:]}"
    )
    return hit


def whole(home: Path, mark: str) -> float:
    """A run to its end; its seconds."""
    began = time.monotonic()
    run = begin(home, mark)
    told = run.communicate(timeout=ENOUGH)[0]
    assert run.returncode in (0, 1), f"the run ended with {run.returncode}: {told[-2000:]}"
    return time.monotonic() - began


def main() -> None:
    """Print what happened at each kill, and whether all came out equal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--raw", type=Path, default=Path("data/raw"))
    parser.add_argument(
        "--placing", action="store_true", help="kill only while files are moved into place"
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    mark, problems, done, rounds = uuid.uuid4().hex, [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder, "first")
        shutil.copytree(given.raw, first / "data" / "raw")
        (first / "data" / "processed").mkdir()
        report = max((first / "data" / "raw").glob("*.csv"))
        text = report.read_text(encoding="utf-8")
        earlier = re.sub(
            r"^(requests/received,.*?)(\d)(\D*)$",
            lambda m: f"{m[1]}{(int(m[2]) + 1) % 10}{m[3]}",
            text,
            count=1,
            flags=re.M,
        )
        assert earlier != text, "no figure to change"
        report.write_text(earlier, encoding="utf-8")
        whole(first, mark)
        report.write_text(text, encoding="utf-8")
        shutil.copytree(first, Path(folder, "undisturbed"), copy_function=shutil.copy2)
        seconds = whole(Path(folder, "undisturbed"), mark)
        wanted = published(Path(folder, "undisturbed"))
        print(f"An undisturbed run: {seconds:.1f} s, {len(wanted)} files", flush=True)
        while done < given.moments:
            home = Path(folder, f"round-{rounds}")
            shutil.copytree(first, home, copy_function=shutil.copy2)
            rounds += 1
            for turn in range(given.each):
                alone, placing = bool(turn % 2), given.placing or turn % 3 == 2
                moment = random.uniform(0, seconds * (1 - turn / given.each))
                hit = kill(home, mark, moment, alone, placing)
                done += hit
                links = dead_links(home / "out")
                finished = len(list((home / "out" / ".gouji" / "done").glob("*/record.json")))
                print(
                    f"{done:3} {'while placing' if placing else f'after {moment:.1f} s'}{', alone' if alone else ''}: "
                    f"{'killed' if hit else 'it had ended'}, {finished} products finished, {len(links)} dead links",
                    flush=True,
                )
                problems += [f"round {rounds}: dead link {link}" for link in links]
                if not hit or done == given.moments:
                    break
            took = whole(home, mark)
            end = time.monotonic() + 10
            while alive(mark) and time.monotonic() < end:
                time.sleep(0.1)
            problems += [f"round {rounds}: process {pid} lives" for pid in alive(mark)]
            got = published(home)
            different = sorted(n for n in {*got, *wanted} if got.get(n) != wanted.get(n))
            problems += [f"round {rounds}: {name} differs" for name in different]
            left = [
                p.name
                for p in (home / "out" / ".gouji").iterdir()
                if p.name.startswith(("work", "done"))
            ]
            problems += [f"round {rounds}: .gouji/{name} is left" for name in left]
            print(
                f"    round {rounds}: gone on with in {took:.1f} s, {len(different)} files differ",
                flush=True,
            )
            shutil.rmtree(home)
    print(f"{done} kills in {rounds} rounds: {problems or 'all equal to the undisturbed run'}")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
