"""The README's tour, typed as written, against a running server: `python -m tests.readme_tour URL PASSWORD`.

Each bash block is followed by the text that it printed when it was written; dates inside are fixed by `as_of`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BLOCKS = re.compile(r"^```bash\n(.*?)^```\n+(?:[^\n`]+\n+)*^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
WRITTEN_URL, WRITTEN_PASSWORD = "http://127.0.0.1:8000", "try-it-2026"


def blocks() -> list[tuple[str, str]]:
    """What to type, and what it shows."""
    return BLOCKS.findall(README.read_text(encoding="utf-8"))


def run(url: str, password: str) -> tuple[str, str]:
    """What all blocks should have printed, and what they did."""
    script = "".join(typed for typed, _shown in blocks())
    script = script.replace(WRITTEN_URL, url.rstrip("/")).replace(WRITTEN_PASSWORD, password)
    with tempfile.TemporaryDirectory() as folder:
        command = ["/bin/bash", "-c", script]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return "".join(shown for _typed, shown in blocks()), done.stdout + done.stderr


def shows_what_is_written(url: str, password: str) -> bool:
    """Says so, or what differs."""
    expected, found = run(url, password)
    same = expected == found
    said = f"{len(blocks())} blocks show what is written" if same else f"written\n{expected}\nshown\n{found}"
    print(f"readme tour: {said}", flush=True)
    return same


if __name__ == "__main__":
    sys.exit(not shows_what_is_written(sys.argv[1], sys.argv[2]))
