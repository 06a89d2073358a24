"""A second reading by weight: runs of up to four words that speak for or against each status and each cause.

The grammar knows why a word counts; it is silent where the lexicon lacks a word. The weights know no grammar, but hear
a text whose words they never met together. The grammar's answer enters as a vote, so neither decides alone. All numbers
are whole hundredths of a logit and stand in the pack; `assessments/phrases/fit.py` writes them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from assessments.engine.notices.reading import CAUSES

STATUSES = ("normal", "suspended", "closed", "own", "unknown")
"""`own`: closed because the person asked for it."""
COLUMNS = (*STATUSES, *CAUSES, "passing")
LETTERS = dict(zip("nscwuorapbmit", COLUMNS, strict=True))
"""How the pack's lines name the columns."""
VOTES = ("definite", "unknown", "held_back", "cause", "alone", "beside", "passing")
"""What the grammar's answer counts for: a status; unknown for want of words; unknown though words of status are there;
a cause it names; one that it does not name where it names none (`alone`) or others (`beside`); worded as passing."""
LONGEST = 4  # words in a run; one Chinese character is a word
_WORD = re.compile(r"[a-z']+|\d+|[^\sa-z\d]")
_OPENS, _ENDS, _FIGURE = "^", "$", "#"
_PLACE = {name: at for at, name in enumerate(COLUMNS)}

Row = tuple[int, ...]


class Run(NamedTuple):
    """A weighed run of words in a text: first word, number of words, weights by column."""

    first: int
    words: int
    row: Row


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the runs of one text add up to, in hundredths of a logit by column, and the runs themselves."""

    sums: tuple[float, ...]
    runs: tuple[Run, ...]

    def of(self, column: str) -> float:
        return self.sums[_PLACE[column]]

    def strongest(self, text: str, column: str) -> tuple[int, int] | None:
        """Start and end of the run that speaks most for the column; None where none does."""
        place = _PLACE[column]
        best = max(self.runs, key=lambda run: (run.row[place], run.words, -run.first), default=None)
        if best is None or best.row[place] <= 0:
            return None
        spans = [match.span() for match in _WORD.finditer(text)]
        first, last = max(best.first - 1, 0), min(best.first + best.words - 2, len(spans) - 1)
        return (spans[first][0], spans[last][1]) if spans and last >= first else None


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """`tree`: by word the words that may follow, and under "" the weights of the run that ends there."""

    tree: Mapping[str, Any]
    start: Row
    votes: Mapping[str, int]

    def weigh(self, text: str) -> Weighed:
        runs = self._runs(words_of(text))
        scale = 1 / math.sqrt(len(runs) or 1)
        totals = map(sum, zip(*(run.row for run in runs), strict=True)) if runs else [0] * len(COLUMNS)
        return Weighed(tuple(base + total * scale for base, total in zip(self.start, totals, strict=True)), runs)

    def _runs(self, words: list[str]) -> tuple[Run, ...]:
        """Each weighed run once, however often it stands in the text."""
        found: dict[int, Run] = {}
        tree, most = self.tree, len(words)
        for first in range(most):
            node: Mapping[str, Any] | None = tree
            for at in range(first, min(first + LONGEST, most)):
                node = node.get(words[at])  # type: ignore[union-attr]
                if node is None:
                    break
                row = node.get("")
                if row is not None and id(row) not in found:
                    found[id(row)] = Run(first, at - first + 1, row)
        return tuple(found.values())


def words_of(text: str) -> list[str]:
    """The words of a folded text between its two ends; every figure is the same word."""
    words = [_FIGURE if word.isdigit() else word for word in _WORD.findall(text)]
    return [_OPENS, *words, _ENDS]


def build_tree(lines: Mapping[str, Row]) -> dict[str, Any]:
    """`lines`: weights by run, its words written together where they are Chinese."""
    tree: dict[str, Any] = {}
    for run, row in lines.items():
        node = tree
        for word in _WORD.findall(run):
            node = node.setdefault(word, {})
        node[""] = row
    return tree
