"""The font of our papers: a part of Noto Sans SC (SIL Open Font License 1.1, OFL.txt), made by `subset.py`."""

from __future__ import annotations

from pathlib import Path

PATH = Path(__file__).with_name("NotoSansSC-part.ttf")
