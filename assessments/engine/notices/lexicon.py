"""The notice lexicon: word classes from the pack, checked with line numbers and compiled once.

A list of phrases is text, one phrase between semicolons or line ends; `{a|b|}` stands for each of its parts,
so that `{信用|芝麻|}分{下降|降低}` is six phrases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from assessments.engine.errors import PackError
from assessments.engine.notices.measures import NUMBER_KEYS, PHRASE_KEYS, Measures, build_measures
from assessments.engine.notices.reading import CAUSES
from assessments.engine.notices.scan import Scanner, is_latin
from assessments.engine.notices.text import CharacterFold, typo_corrector
from assessments.engine.notices.weights import COLUMNS, LETTERS, UNCAST, VOTES, Row, Weights, build_tree

STATE_CLASSES = frozenset(
    {
        "account", "other", "application", "closes", "ends", "suspends", "refused", "cannot", "use", "unmet",
        "requirement", "restores", "lifts", "usable", "available", "limit_changes", "negates", "filler", "joins",
        "never", "may", "asks", "if", "done", "past", "passing", "permanent", "question", "mine", "contrast",
        "reported", "because", "own", "ad", "after", "before", "returns", "until", "plain",
        "finishes", "again", "party", "title", "case_end", "healthy", "head", "lending", "allowed", "pending", "spares",
        "purpose", "several", "fronts",
    }
)  # fmt: skip
CAUSE_CLASSES = frozenset({*CAUSES, "none", "denies"})
ADVICE_CLASSES = frozenset(
    {
        "urges",
        "forbids",
        "should",
        "acts",
        "direct",
        "no_advice",
        "joins",
        "contact",
        "lender_side",
        "plain",
        "remedies",
        "completed",
    }
)
FRAUD_CLASSES = frozenset(
    {
        "safety", "offers", "private_contact", "private_weak", "release_fee", "pays", "fee", "unlocks", "asks_for",
        "secret", "hands_over",
    }
)  # fmt: skip
_SECTIONS = {
    "state_terms": STATE_CLASSES,
    "cause_terms": CAUSE_CLASSES,
    "advice_terms": ADVICE_CLASSES,
    "fraud_terms": FRAUD_CLASSES,
}
_SINGLES = ("script", "typos", "cause_pairs", "official_domains", "measures", "weights")
_MARKS = {
    "passing": ("suspends", "cannot", "refused", "unmet"),
    "permanent": ("closes",),
    "done": ("closes", "restores"),
    "restores": ("returns",),
    "lending": ("usable", "use", "suspends", "refused", "available", "restores"),
}
_WEIGHT = re.compile(rf"([{''.join(LETTERS)}])(-?\d+)")
_WEIGHTS = re.compile(rf"(?:{_WEIGHT.pattern})+")
_GROUP = re.compile(r"\{([^{}]*)\}")
_MOST_PHRASES = 4096  # of one entry: an expansion beyond this is a mistake in the pack


@dataclass(frozen=True, slots=True)
class CausePair:
    """A cause said by two words near each other: `first` and `second` are sets of words, `within` characters apart."""

    gives: str
    first: str
    second: str
    within: int


@dataclass(frozen=True, slots=True, eq=False)
class NoticeLexicon:
    characters: CharacterFold
    correct: Callable[[str], str]
    state: Scanner
    causes: Scanner
    advice: Scanner
    fraud: Scanner
    cause_pairs: tuple[CausePair, ...]
    official_domains: tuple[str, ...]
    measures: Measures
    weights: Weights | None = None

    def joins(self, pair: str) -> bool:
        """Whether two characters begin a word that a gap should not cut."""
        return self.state.joins(pair) or self.causes.joins(pair)

    @classmethod
    def from_data(cls, section: Mapping[str, object]) -> NoticeLexicon:
        """The pack's `notices` section; raises PackError with file and line."""
        _refuse_unknown(section, {*_SECTIONS, *_SINGLES})
        pairs, pair_words = _read_pairs(section)
        terms = {name: _read_terms(section, name, allowed) for name, allowed in _SECTIONS.items()}
        return cls(
            characters=CharacterFold(_read_script(section)),
            correct=typo_corrector(_read_typos(section)),
            state=Scanner(_with_marks(terms["state_terms"])),
            causes=Scanner(_with_causes_inside(terms["cause_terms"], pairs, pair_words)),
            advice=Scanner(terms["advice_terms"]),
            fraud=Scanner(terms["fraud_terms"]),
            cause_pairs=pairs,
            official_domains=_phrases(section, "official_domains"),
            measures=_read_measures(section),
            weights=_read_weights(section),
        )


def _with_marks(terms: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """A phrase that holds a word of passing, permanence or lending is of that class too: 暂停借款, 永久关闭."""
    marked = dict(terms)
    for mark, carriers in _MARKS.items():
        stems = frozenset(terms.get(mark, ()))
        phrases = {phrase for carrier in carriers for phrase in terms.get(carrier, ())}
        marked[mark] = (*terms.get(mark, ()), *sorted(_holding(stems, phrases)))
    return marked


def _with_causes_inside(
    terms: Mapping[str, tuple[str, ...]], pairs: tuple[CausePair, ...], pair_words: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """A longer word hides the shorter ones in it, so 逾期未 must name what 逾期 names."""
    words = {**terms, **pair_words}
    for pair in pairs:
        named = frozenset(terms.get(pair.gives, ()))
        found = _holding(named, (*pair_words[pair.first], *pair_words[pair.second]))
        words[pair.gives] = (*words.get(pair.gives, ()), *found)
    return words


def _holding(stems: frozenset[str], phrases: Iterable[str]) -> Iterator[str]:
    """The phrases of which a stretch that cuts no Latin word is one of `stems`."""
    lengths: dict[str, set[int]] = {}
    for stem in stems:
        lengths.setdefault(stem[0], set()).add(len(stem))
    return (each for each in phrases if _holds(each, stems, lengths))


def _holds(phrase: str, stems: frozenset[str], lengths: Mapping[str, set[int]]) -> bool:
    """`lengths`: of the stems, by their first character."""
    for at, sign in enumerate(phrase):
        for length in lengths.get(sign, ()):
            found = phrase[at : at + length] in stems
            if found and not (_inside_latin(phrase, at) or _inside_latin(phrase, at + length)):
                return True
    return False


def _inside_latin(phrase: str, at: int) -> bool:
    return 0 < at < len(phrase) and is_latin(phrase[at - 1]) and is_latin(phrase[at])


def _error(section: Mapping[str, object], key: str, message: str, remedy: str) -> PackError:
    line_of = getattr(section, "line_of", None)
    line = line_of(key) if callable(line_of) and key in section else 1
    return PackError(message, file=getattr(section, "file", "notices"), line=line, remedy=remedy)


def _refuse_unknown(section: Mapping[str, object], allowed: set[str] | frozenset[str]) -> None:
    for key in section:
        if key not in allowed:
            raise _error(section, key, f"unknown word class {key!r}", f"Known here: {', '.join(sorted(allowed))}.")


def _mapping(section: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = section.get(key, {})
    if not isinstance(value, Mapping):
        raise _error(section, key, f"{key} must be a mapping", "Write `name: phrases` below it.")
    return value


def _read_terms(section: Mapping[str, object], name: str, allowed: frozenset[str]) -> dict[str, tuple[str, ...]]:
    terms = _mapping(section, name)
    _refuse_unknown(terms, allowed)
    return {key: _phrases(terms, key) for key in terms}


def _phrases(section: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = section.get(key, "")
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = "\n".join(value)
    if not isinstance(value, str):
        raise _error(section, key, f"{key} must be text", "Separate phrases by semicolons or lines.")
    written = [each.strip() for each in re.split(r"[;\n]", value)]
    return tuple(phrase for each in written if each for phrase in _expand(section, key, each))


def _expand(section: Mapping[str, object], key: str, written: str) -> list[str]:
    """Every phrase that `written` stands for."""
    pieces = _GROUP.split(written)
    choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > _MOST_PHRASES or any(sign in piece for piece in pieces[::2] for sign in "{}|"):
        raise _error(section, key, f"cannot expand {written!r}", "Use {a|b} without nesting, and fewer parts.")
    expanded = ["".join(parts).strip() for parts in product(*choices)]
    if "" in expanded:
        raise _error(section, key, f"{written!r} can be empty", "Leave at least one part that is not empty.")
    return expanded


def _read_script(section: Mapping[str, object]) -> dict[str, str]:
    """Pairs such as `帳账`: the first character is read as the second."""
    pairs = " ".join(_phrases(section, "script")).split()
    for pair in pairs:
        if len(pair) != 2:
            raise _error(section, "script", f"{pair!r} is not a pair of characters", "Write 帳账 戶户 …")
    return {pair[0]: pair[1] for pair in pairs}


def _read_typos(section: Mapping[str, object]) -> dict[str, str]:
    typos = _mapping(section, "typos")
    mended: dict[str, str] = {}
    for wrong in typos:
        right = typos[wrong]
        if not isinstance(right, str) or len(wrong) != len(right) or not wrong:
            raise _error(typos, wrong, f"{wrong!r} and its correction differ in length", "Add it as a phrase instead.")
        mended[wrong] = right
    return mended


def _read_pairs(section: Mapping[str, object]) -> tuple[tuple[CausePair, ...], dict[str, tuple[str, ...]]]:
    """The pairs, and the word sets they name (`set:…` keeps these apart from the causes' own names)."""
    data = _mapping(section, "cause_pairs")
    pairs: list[CausePair] = []
    words: dict[str, tuple[str, ...]] = {}
    for name in data:
        entry = _mapping(data, name)
        _refuse_unknown(entry, {"gives", "first", "second", "within"})
        gives, within = entry.get("gives"), entry.get("within", 12)
        if gives not in CAUSE_CLASSES or not isinstance(within, int):
            raise _error(
                data, name, f"pair {name!r} must give a known cause within a whole number", f"Causes: {sorted(CAUSES)}."
            )
        first, second = f"set:{name}:first", f"set:{name}:second"
        words[first], words[second] = _phrases(entry, "first"), _phrases(entry, "second")
        pairs.append(CausePair(str(gives), first, second, within))
    return tuple(pairs), words


def _read_measures(section: Mapping[str, object]) -> Measures:
    data = _mapping(section, "measures")
    _refuse_unknown(data, {*PHRASE_KEYS, *NUMBER_KEYS})
    return build_measures(lambda key: _measure_words(data, key), lambda key: _numbers(data, key))


def _measure_words(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Phrases; a quoted one such as ":" is taken without its quotes."""
    return tuple(phrase.strip('"') for phrase in _phrases(data, key))


def _numbers(data: Mapping[str, object], key: str) -> dict[str, int]:
    table = _mapping(data, key)
    found: dict[str, int] = {}
    for name in table:
        value = table[name]
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise _error(table, name, f"{key} {name!r} must be a whole number", "Write it without quotes.")
        found[name] = value
    return found


def _read_weights(section: Mapping[str, object]) -> Weights | None:
    """None where the pack weighs nothing: packs kept from before there were weights."""
    if "weights" not in section:
        return None
    data = _mapping(section, "weights")
    _refuse_unknown(data, {"start", "votes", "runs"})
    start = _whole_numbers(data, "start", COLUMNS, {})
    votes = _whole_numbers(data, "votes", VOTES, UNCAST)
    return Weights(build_tree(_read_runs(data)), tuple(start[name] for name in COLUMNS), votes)


def _whole_numbers(
    data: Mapping[str, object], key: str, names: Iterable[str], unnamed: Mapping[str, int]
) -> dict[str, int]:
    """`unnamed`: what stands for a name that is left out."""
    table = _mapping(data, key)
    _refuse_unknown(table, frozenset(names))
    found: dict[str, int] = {}
    for name in names:
        value = table.get(name, unnamed.get(name))
        if not isinstance(value, int) or isinstance(value, bool):
            raise _error(table, name, f"{key} {name!r} must be a whole number", "Hundredths of a logit.")
        found[name] = value
    return found


def _read_runs(data: Mapping[str, object]) -> dict[str, Row]:
    """Lines such as `逾期未<tab>s12u-7o40`: a run of words, and its weights by the columns' letters."""
    value = data.get("runs", "")
    if not isinstance(value, str):
        raise _error(data, "runs", "runs must be text", "One run of words, a tab and its weights in each line.")
    places = {letter: COLUMNS.index(name) for letter, name in LETTERS.items()}
    found: dict[str, Row] = {}
    for line in value.splitlines():
        run, tab, written = line.rpartition("\t")
        if not tab or not run or not _WEIGHTS.fullmatch(written):
            raise _error(data, "runs", f"cannot read the run {line!r}", "Fit the weights anew; write none by hand.")
        row = [0] * len(COLUMNS)
        for letter, number in _WEIGHT.findall(written):
            row[places[letter]] = int(number)
        found[run] = tuple(row)
    return found
