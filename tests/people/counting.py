"""Run as a process of its own: adds to one key, and prints the highest count that it saw and what went wrong."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor

from config.counters import Counters, FileCounters, RedisCounters


def main(place: str, prefix: str, key: str, times: int) -> None:
    kept: Counters = RedisCounters(place, prefix) if place.startswith("redis") else FileCounters(place)

    def add(_number: int) -> int:
        return kept.add(key, 600).count

    with ThreadPoolExecutor(4) as threads:
        seen = list(threads.map(add, range(times)))
    print(json.dumps({"highest": max(seen), "different": len(set(seen))}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
