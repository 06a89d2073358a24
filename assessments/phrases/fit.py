"""Fits the weights by which notices are read a second time, or measures how well this way of fitting does.

    python -m assessments.phrases.fit FILES…            writes assessments/packs/base/notices/weights.yaml anew
    python -m assessments.phrases.fit --measure FILES…  status and causes on folds that the fit has not seen

FILES are labelled phrases, one JSON object a line; `written.jsonl` beside this module always belongs to them. Weights
are logistic regressions on runs of up to four words.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assessments.engine.notices import NoticeLexicon
from assessments.engine.notices.read import heard_by_grammar
from assessments.engine.notices.reading import CAUSES, NO_CAUSE
from assessments.engine.notices.verdict import Heard
from assessments.engine.notices.weights import COLUMNS, LETTERS, LONGEST, STATUSES, VOTES, words_of
from assessments.engine.packs.folders import read_pack
from assessments.phrases.compose import composed

HERE = Path(__file__).parent
BASE = HERE.parent / "packs" / "base"
WRITTEN = HERE / "written.jsonl"
TARGET = BASE / "notices" / "weights.yaml"
HEAD = "# Written by `python -m assessments.phrases.fit`: change that, not this. docs/advisors/notices.md\n"
RIDGE, ROUNDS = 1e-5, 300
FOLDS = 4
LEAST_SEEN = 2  # phrases a run must stand in
LEAST_WEIGHT = 35  # hundredths: smaller weights are left out
VOTED = {
    "definite": 400,
    "unknown": 75,
    "held_back": 250,
    "cause": 400,
    "alone": -50,
    "beside": -100,
    "passing": 250,
    "own": 275,
}
"""Found by folds of written.jsonl; three were set later, with other sets in view (decision 0021): folds flatter."""
_LETTER = {name: letter for letter, name in LETTERS.items()}

Numbers = npt.NDArray[Any]


@dataclass(frozen=True)
class Phrase:
    """One labelled text; `ours`: of written.jsonl, so that the grammar's answer counts as evidence."""

    runs: frozenset[str]
    heard: Heard
    status: str
    causes: frozenset[str]
    others: tuple[frozenset[str], ...]
    passing: bool
    ours: bool


def read(files: Iterable[Path], lexicon: NoticeLexicon) -> list[Phrase]:
    found: dict[str, Phrase] = {}
    for file in (WRITTEN, *files):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.setdefault(row["text"], _phrase(row, lexicon, file == WRITTEN))
    for row in composed():
        found.setdefault(row["text"], _phrase(row, lexicon, False))
    return list(found.values())


def lexicon_alone() -> NoticeLexicon:
    """The base pack's, without the weights that are to be fitted."""
    section = read_pack(BASE).section("notices")
    section.pop("weights", None)
    return NoticeLexicon.from_data(section)


def _phrase(row: dict[str, Any], lexicon: NoticeLexicon, ours: bool) -> Phrase:
    heard, text = heard_by_grammar(row["text"], lexicon)
    causes = frozenset(row["causes"])
    return Phrase(
        runs=frozenset(_runs(words_of(text))),
        heard=heard,
        status="own" if row["status"] == "closed" and not causes else row["status"],
        causes=causes - {NO_CAUSE},
        others=tuple(frozenset(each) for each in row.get("causes_alt", ())),
        passing=row["temporary"],
        ours=ours,
    )


def _runs(words: Sequence[str]) -> Iterable[str]:
    for length in range(1, LONGEST + 1):
        for at in range(len(words) - length + 1):
            yield " ".join(words[at : at + length])


@dataclass(frozen=True)
class Fitted:
    """`weights`: a row of hundredths for each run, columns as in COLUMNS; the last row is the start."""

    vocabulary: dict[str, int]
    weights: Numbers

    def sums(self, phrases: Sequence[Phrase]) -> Numbers:
        found: Numbers = _matrix(phrases, self.vocabulary) @ self.weights
        return found


def fit(phrases: Sequence[Phrase]) -> Fitted:
    counts = Counter(run for phrase in phrases for run in phrase.runs)
    vocabulary = {run: at for at, run in enumerate(sorted(run for run in counts if counts[run] >= LEAST_SEEN))}
    matrix = _matrix(phrases, vocabulary)
    states = np.array([[phrase.status == name for name in STATUSES] for phrase in phrases], np.float32)
    causes = np.array([[cause in phrase.causes for cause in CAUSES] for phrase in phrases], np.float32)
    passing = np.array([[phrase.passing] for phrase in phrases], np.float32)
    stopped = np.array([phrase.status in ("suspended", "closed") for phrase in phrases])
    suspended = np.array([phrase.status == "suspended" for phrase in phrases])
    parts = (
        _regression(matrix, states, _softmax),
        _regression(matrix[stopped], causes[stopped], _logistic),
        _regression(matrix[suspended], passing[suspended], _logistic),
    )
    weights = np.rint(np.hstack(parts) * 100)
    weights[:-1][np.abs(weights[:-1]) < LEAST_WEIGHT] = 0
    return _without_idle(vocabulary, weights)


def _without_idle(vocabulary: dict[str, int], weights: Numbers) -> Fitted:
    kept = [(run, at) for run, at in vocabulary.items() if weights[at].any()]
    rows = [at for _, at in kept]
    return Fitted({run: at for at, (run, _) in enumerate(kept)}, np.vstack((weights[rows], weights[-1:])))


def _matrix(phrases: Sequence[Phrase], vocabulary: dict[str, int]) -> Numbers:
    """Each run once, scaled so that long texts do not shout; the last column is the start's."""
    matrix = np.zeros((len(phrases), len(vocabulary) + 1), np.float32)
    matrix[:, -1] = 1
    for row, phrase in enumerate(phrases):
        known = [vocabulary[run] for run in phrase.runs if run in vocabulary]
        matrix[row, known] = 1 / np.sqrt(len(known) or 1)
    return matrix


def _softmax(values: Numbers) -> Numbers:
    values = np.exp(values - values.max(axis=1, keepdims=True))
    found: Numbers = values / values.sum(axis=1, keepdims=True)
    return found


def _logistic(values: Numbers) -> Numbers:
    found: Numbers = 1 / (1 + np.exp(-values))
    return found


def _regression(matrix: Numbers, wanted: Numbers, link: Any) -> Numbers:
    """Ridge regression under `link`, by Nesterov's steps: the same each time, since it begins at nought.

    Phrases are fewer than runs, so the steps go over one coefficient for each phrase, not for each run.
    """
    alike = matrix @ matrix.T
    step = len(wanted) / _steepest(alike)
    now = ahead = np.zeros_like(wanted)
    for turn in range(ROUNDS):
        slope = (link(alike @ ahead) - wanted) / len(wanted) + RIDGE * ahead
        then = ahead - step * slope
        ahead = then + turn / (turn + 3) * (then - now)
        now = then
    found: Numbers = matrix.T @ now
    return found


def _steepest(alike: Numbers) -> float:
    """The largest eigenvalue, and a little more."""
    vector = np.ones(len(alike), np.float32)
    for _ in range(20):
        vector = alike @ vector
        vector /= np.linalg.norm(vector)
    return 1.05 * float(vector @ (alike @ vector))


def by_folds(phrases: Sequence[Phrase]) -> Numbers:
    """The sums of every phrase under a fit that has not seen it."""
    found = np.zeros((len(phrases), len(COLUMNS)))
    for fold in range(FOLDS):
        held = [at for at in range(len(phrases)) if at % FOLDS == fold]
        rest = [phrases[at] for at in range(len(phrases)) if at % FOLDS != fold]
        found[held] = fit(rest).sums([phrases[at] for at in held])
    return found


def _voted(phrase: Phrase, row: Numbers) -> Numbers:
    """The sums with the grammar's votes, as `weigh_in` counts them."""
    heard, found = phrase.heard, np.array(row, float)
    vote = "definite" if heard.status != "unknown" else "held_back" if heard.spoke else "unknown"
    found[STATUSES.index(heard.status)] += VOTED[vote]
    if heard.status == "closed":
        found[STATUSES.index("own")] += VOTED["own"]
    for cause in CAUSES:
        other = "beside" if heard.causes else "alone"
        found[COLUMNS.index(cause)] += VOTED["cause" if cause in heard.causes else other]
    for cause in heard.denied:
        found[COLUMNS.index(cause)] = -1
    if heard.passing:
        found[-1] += VOTED["passing"]
    return found


def measure(phrases: Sequence[Phrase], sums: Numbers) -> tuple[float, float]:
    """Share of right statuses, and F1 over all causes."""
    right = hits = named = 0
    for phrase, row in zip(phrases, sums, strict=True):
        voted = _voted(phrase, row)
        status = STATUSES[int(np.argmax(voted[: len(STATUSES)]))]
        said = frozenset(cause for cause in CAUSES if voted[COLUMNS.index(cause)] > 0)
        if status in ("normal", "own"):
            said = frozenset()
        elif status == "unknown" or not said:
            said = frozenset({NO_CAUSE})
        wanted = phrase.causes or (frozenset() if phrase.status in ("normal", "own") else frozenset({NO_CAUSE}))
        wanted = next((each for each in phrase.others if each == said), wanted)
        right += (status in ("closed", "own")) == (phrase.status in ("closed", "own")) and (
            status == phrase.status or "own" in (status, phrase.status)
        )
        hits, named = hits + len(wanted & said), named + len(wanted) + len(said)
    return right / len(phrases), 2 * hits / named


def written(fitted: Fitted) -> str:
    starts = ", ".join(f"{name}: {int(each)}" for name, each in zip(COLUMNS, fitted.weights[-1], strict=True))
    lines = [f"    {_shown(run)}\t{_row(fitted.weights[at])}" for run, at in fitted.vocabulary.items()]
    voted = ", ".join(f"{name}: {VOTED[name]}" for name in VOTES)
    head = f"{HEAD}weights:\n  votes: {{{voted}}}\n  start: {{{starts}}}\n  runs: |2\n"
    return head + "\n".join(lines) + "\n"


def _shown(run: str) -> str:
    """Chinese words together, Latin ones apart."""
    text = ""
    for word in run.split(" "):
        gap = " " if text and text[-1].isascii() and word[0].isascii() else ""
        text += gap + word
    return text


def _row(weights: Numbers) -> str:
    return "".join(f"{_LETTER[name]}{int(each)}" for name, each in zip(COLUMNS, weights, strict=True) if each)


def main(arguments: Sequence[str]) -> None:
    phrases = read([Path(each) for each in arguments if not each.startswith("--")], lexicon_alone())
    if "--measure" not in arguments:
        TARGET.write_text(written(fit(phrases)), encoding="utf-8")
        return
    sums = by_folds(phrases)
    ours = [at for at, phrase in enumerate(phrases) if phrase.ours]
    status, causes = measure([phrases[at] for at in ours], sums[ours])
    print(f"{len(phrases)} phrases; on {len(ours)} of ours by folds: status {status:.3f}, causes F1 {causes:.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
