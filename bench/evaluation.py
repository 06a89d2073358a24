"""How long a whole evaluation takes: texts never read before, and the same history once more.

A history's kinds are those of a real file (see `bench/histories`). "New" is the first evaluation of a history, whose
texts nobody has read yet; "again" evaluates the same one, "at best" is the least of five such, which other work on the
machine disturbs least. The histories differ, so that the median lies a fifth above the least even then. What is counted
is processor time; what was loaded is frozen, as in the web process.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

_BEGAN = time.process_time()

from assessments.engine import Pack, assessment_bytes, evaluate  # noqa: E402 - its import is timed
from assessments.packs import packs  # noqa: E402
from bench.histories.make import ACCOUNT, AS_OF, Maker  # noqa: E402

HISTORIES = 40
TIMES = 5


def main() -> None:
    imported = time.process_time()
    pack = packs()["base"]
    loaded = time.process_time()
    print(f"engine imported in {(imported - _BEGAN) * 1e3:.0f} ms, packs read in {(loaded - imported) * 1e3:.0f} ms")
    evaluate(Maker(0).history(20), ACCOUNT, pack, AS_OF)
    gc.freeze()
    print(f"first evaluation of the process {(time.process_time() - loaded) * 1e3:.1f} ms\n")
    print(f"{'ms for one evaluation':32}{'min':>8}{'median':>8}{'max':>8}")
    for size in (0, 20, 200):
        columns = zip(*(measure(seed, size, pack) for seed in range(1, HISTORIES + 1)), strict=True)
        for name, times in zip(("new", "again", "again at best", "answer to bytes"), columns, strict=True):
            low, middle, high = min(times), median(times), max(times)
            print(f"{f'{size} items, {name}':32}{low * 1e3:8.2f}{middle * 1e3:8.2f}{high * 1e3:8.2f}")


def measure(seed: int, size: int, pack: Pack) -> tuple[float, float, float, float]:
    history = Maker(seed).history(size)

    def timed() -> float:
        began = time.process_time()
        evaluate(history, ACCOUNT, pack, AS_OF)
        return time.process_time() - began

    new, again = timed(), timed()
    best = min(timed() for _ in range(TIMES))
    answer = evaluate(history, ACCOUNT, pack, AS_OF)
    began = time.process_time()
    assessment_bytes(answer)
    return new, again, best, time.process_time() - began


if __name__ == "__main__":
    main()
