"""The engine's front door, and what may not come in through it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from assessments import engine

ROOT = Path(__file__).parents[2]


def test_all_is_sorted_and_complete() -> None:
    assert sorted(engine.__all__) == sorted(set(engine.__all__))
    assert engine.__all__ == sorted(engine.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    assert all(hasattr(engine, name) for name in engine.__all__)


def test_the_engine_imports_without_django() -> None:
    code = (
        "import sys; sys.modules['django'] = None; import assessments.engine; print(assessments.engine.ENGINE_VERSION)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == engine.ENGINE_VERSION == "1.3.0"
