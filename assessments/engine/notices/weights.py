"""A second reading by weight: runs of up to four words that speak for or against each status and each cause.

The grammar knows why a word counts; it is silent where the lexicon lacks a word. The weights know no grammar, but hear
a text whose words they never met together. The grammar's answer enters as a vote, so neither decides alone. All numbers
are whole hundredths of a logit and stand in the pack; `assessments/phrases/fit.py` writes them.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from assessments.engine.notices.reading import CAUSES

STATUSES = ("normal", "suspended", "closed", "own", "unknown")
"""`own`: closed because the person asked for it."""
COLUMNS = (*STATUSES, *CAUSES, "passing")
LETTERS = dict(zip("nscwuorapbmit", COLUMNS, strict=True))
"""How the pack's lines name the columns."""
VOTES = ("definite", "unknown", "held_back", "cause", "alone", "beside", "passing", "own")
"""What the grammar's answer counts for: a status; unknown for want of words; unknown though words of status are there;
a cause it names; one that it does not name where it names none (`alone`) or others (`beside`); worded as passing; what
a closing of which it does not say whose wish it was counts for the person's `own`."""
UNCAST = {"own": 0}
"""Votes that older packs do not name."""
LONGEST = 4  # words in a run; one Chinese character is a word
_WORD = re.compile(r"[a-z']+|\d+|[^\sa-z\d]")
_FIGURES = re.compile(r"\d+")
_OPENS, _ENDS, _FIGURE = "^", "$", "#"
_PLACE = {name: at for at, name in enumerate(COLUMNS)}

Row = tuple[int, ...]


@dataclass(slots=True, eq=False)
class Node:
    """A run of words: its weights by column, if it has any, and what the next word makes of it."""

    row: Row | None = None
    longer: dict[str, Node] | None = None


class Run(NamedTuple):
    """A weighed run of words in a text: first word, number of words, weights by column."""

    first: int
    words: int
    row: Row


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the runs of one text add up to, in hundredths of a logit by column."""

    sums: tuple[float, ...]

    def of(self, column: str) -> float:
        return self.sums[_PLACE[column]]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """`tree`: the node of each word with which a run begins."""

    tree: Mapping[str, Node]
    start: Row
    votes: Mapping[str, int]

    def weigh(self, text: str) -> Weighed:
        """Each weighed run counts once, however often it stands in the text."""
        return _weighed(self, _FIGURES.sub(_FIGURE, text))

    def sum_of(self, words: list[str]) -> Weighed:
        rows = [node.row for node in self._nodes(words) if node.row is not None]
        scale = 1 / math.sqrt(len(rows) or 1)
        totals = map(sum, zip(*rows, strict=True)) if rows else [0] * len(COLUMNS)
        return Weighed(tuple([base + total * scale for base, total in zip(self.start, totals, strict=True)]))

    def _nodes(self, words: list[str]) -> set[Node]:
        """Every run that the tree knows; some hundred a text, so no more is noted of them than that they are there."""
        found: set[Node] = set()
        for first, word in enumerate(words):
            node = self.tree.get(word)
            if node is not None:
                found.add(node)
                for following in words[first + 1 : first + LONGEST]:
                    if node.longer is None or (longer := node.longer.get(following)) is None:
                        break
                    node = longer
                    found.add(node)
        return found

    def strongest(self, text: str, column: str) -> tuple[int, int] | None:
        """Start and end of the run in the text that speaks most for the column; None where none does."""
        place = _PLACE[column]
        runs = self._runs(words_of(text))
        best = max(runs, key=lambda run: (run.row[place], run.words, -run.first), default=None)
        if best is None or best.row[place] <= 0:
            return None
        spans = [match.span() for match in _WORD.finditer(text)]
        first, last = max(best.first - 1, 0), min(best.first + best.words - 2, len(spans) - 1)
        return (spans[first][0], spans[last][1]) if spans and last >= first else None

    def _runs(self, words: list[str]) -> Iterator[Run]:
        """Each weighed run with its place."""
        for first in range(len(words)):
            longer: Mapping[str, Node] | None = self.tree
            for at in range(first, min(first + LONGEST, len(words))):
                node = longer.get(words[at]) if longer else None
                if node is None:
                    break
                if node.row is not None:
                    yield Run(first, at - first + 1, node.row)
                longer = node.longer


@lru_cache(maxsize=4096)
def _weighed(weights: Weights, text: str) -> Weighed:
    """Lenders write by template: most notices differ from an earlier one in nothing but their figures."""
    return weights.sum_of(words_of(text))


def words_of(text: str) -> list[str]:
    """The words of a folded text between its two ends; every figure is the same word."""
    words = [_FIGURE if word.isdigit() else word for word in _WORD.findall(text)]
    return [_OPENS, *words, _ENDS]


def build_tree(lines: Mapping[str, Row]) -> dict[str, Node]:
    """`lines`: weights by run, its words written together where they are Chinese."""
    root, rows = Node(longer={}), dict[Row, Row]()  # most runs share a few rows
    for run, row in lines.items():
        node = root
        for word in _WORD.findall(run):
            node.longer = {} if node.longer is None else node.longer
            node = node.longer.setdefault(sys.intern(word), Node())
        node.row = rows.setdefault(row, row)
    return root.longer or {}
