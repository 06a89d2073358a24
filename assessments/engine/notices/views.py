"""Clauses with their words: cut again at words of contrast, and marked as asked, supposed or merely reported."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.engine.notices.scan import Token
from assessments.engine.notices.text import Clause


@dataclass(slots=True)
class View:
    """One clause and its state words; offsets are those of the folded text."""

    start: int
    end: int
    sentence: int
    tokens: list[Token]
    asked: bool = False
    weak: bool = False  # a heading: counts only where nothing else speaks
    contrast: bool = False  # begins with "but"
    supposed: bool = False  # stands under an "if"
    ends_as_case: bool = False  # a contract's "where the borrower dies", in Chinese a bare ending
    reported: bool = False  # what swindlers say, not what the lender says

    words: frozenset[str] = frozenset()  # every class among the tokens, once `tokens` is complete

    def has(self, *classes: str) -> bool:
        return not self.words.isdisjoint(classes)

    @property
    def sounds(self) -> bool:
        """Whether the clause says something rather than asks or supposes it."""
        return not (self.asked or self.reported or (self.supposed and self.has("if")))


def build_views(text: str, clauses: list[Clause], tokens: list[Token]) -> list[View]:
    views: list[View] = []
    at = 0
    for clause in clauses:
        inside: list[Token] = []
        while at < len(tokens) and tokens[at].start < clause.end:
            if tokens[at].start >= clause.start:
                inside.append(tokens[at])
            at += 1
        views.extend(_cut_at_contrast(clause, inside, clause.header or _ends_with(text, clause, inside, "title")))
        views[-1].ends_as_case = _ends_with(text, clause, inside, "case_end")
    for view in views:
        view.words = frozenset().union(*[token.classes for token in view.tokens])
    _mark_sentences(views)
    return views


def _ends_with(text: str, clause: Clause, tokens: list[Token], word_class: str) -> bool:
    return bool(tokens) and tokens[-1].is_a(word_class) and not text[tokens[-1].end : clause.end].strip()


def _cut_at_contrast(clause: Clause, tokens: list[Token], weak: bool) -> list[View]:
    view = View(clause.start, clause.end, clause.sentence, [], asked=clause.asked, weak=weak)
    views = [view]
    for token in tokens:
        if "contrast" in token.classes:
            if view.tokens:
                view.end = token.start
                view = View(token.start, clause.end, clause.sentence, [], asked=clause.asked, weak=weak)
                views.append(view)
            view.contrast = True
        view.tokens.append(token)
    return views


def _mark_sentences(views: list[View]) -> None:
    """An "if" governs the rest of its sentence; a question mark asks its own clause, and all of a client's question."""
    at = 0
    while at < len(views):
        end = at
        while end < len(views) and views[end].sentence == views[at].sentence:
            end += 1
        _mark_sentence(views[at:end])
        at = end


def _mark_sentence(sentence: list[View]) -> None:
    supposed = reported = False
    party = any(view.has("party") for view in sentence)
    whole_asked = any(view.asked for view in sentence) and any(view.has("mine", "question") for view in sentence)
    for view in sentence:
        if view.contrast:
            supposed = False
        supposed = supposed or view.has("if")
        reported = reported or view.has("reported")
        view.supposed, view.reported = supposed, reported
        supposed = supposed or (party and view.ends_as_case)
        view.asked = view.asked or whole_asked or view.has("question")
