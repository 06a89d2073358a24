"""How long `make run` takes to be ready, first and second time, to stop, and what memory it holds (Linux)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        for name in ("first start", "second start"):
            ready, stopped, memory = measure(data)
            total = sum(memory.values())
            print(
                f"{name}: ready after {ready:.1f} s, {total} MB in {len(memory)} processes, stopped in {stopped:.1f} s"
            )
        for command, megabytes in memory.items():
            print(f"    {megabytes:4d} MB  {command}")


def measure(data: str) -> tuple[float, float, dict[str, int]]:
    environment = {**os.environ, "REINSTATE_DATA": data, "PORT": str(free_port())}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "config.supervisor"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    if not process.stdout or not any("is ready" in line for line in process.stdout):
        raise SystemExit("it did not start")
    ready = time.monotonic() - began
    time.sleep(2)
    memory = {f"{pid} {command}": share(pid) for pid, command in family(process.pid)}
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait()
    return ready, time.monotonic() - began, memory


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> list[tuple[int, str]]:
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [(pid, " ".join(words[2:6])), *(row for child in children for row in family(int(child)))]


def share(pid: int) -> int:
    """The proportional set size in MB: shared pages count once over all processes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) // 1024
    return 0


if __name__ == "__main__":
    main()
