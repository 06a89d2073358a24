"""From the language-free answer to words: every message becomes its text, and keys stand in the contract's order.

Nothing below imports this module: what was concluded never depends on how it is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.engine.packs.catalogue import Catalogue
from assessments.engine.packs.source import LANGUAGES

__all__ = ["LANGUAGES", "Catalogue", "render_answer", "render_message"]

Data = Any  # plain JSON data
_UNKNOWN = "—"
_JOINED = {"zh-Hans": "、", "en": ", "}
_CITED = ("citation", "citations")
_ANSWER = (
    "status", "status_detail", "temporary", "returns_when", "status_confidence", "status_reasons", "causes", "risk",
    "warnings", "conflicts", "gaps", "what_would_change", "referral", "plan", "ignored", "pack", "engine_version",
    "input_digest", "as_of",
)  # fmt: skip
_ORDER: Mapping[str, tuple[str, ...]] = {
    "": _ANSWER,
    "status_reasons": ("rule", "text", "evidence"),
    "causes": ("cause", "support", "basis", "score", "for", "against"),
    "for": ("rule", "text", "evidence"),
    "against": ("rule", "text", "evidence"),
    "risk": ("level", "points", "probability", "meaning", "signals"),
    "signals": ("signal", "level", "text", "evidence"),
    "warnings": ("warning", "text", "evidence"),
    "conflicts": ("between", "text"),
    "gaps": ("missing", "decides", "how"),
    "what_would_change": ("if", "then"),
    "referral": ("recommended", "reasons"),
    "reasons": ("code", "text", "evidence"),
    "plan": (
        "action", "title", "why", "actor", "after", "urgent", "deadline", "done_when", "citations", "because",
    ),
    "deadline": (
        "clock", "days", "counting", "from", "due_on", "check_on", "citation", "verification", "provisional",
    ),
    "ignored": ("evidence", "because"),
    "pack": ("key", "version", "digest"),
}  # fmt: skip
"""The keys of each object by the name under which it stands; any other key follows by name."""


def render_answer(data: Mapping[str, Data], catalogue: Catalogue, language: str) -> dict[str, Data]:
    """The answer of the API contract in `zh-Hans` or `en`, from an assessment's canonical data."""
    rendered: dict[str, Data] = _Renderer(catalogue, language).mapping(data, "")
    return rendered


def render_message(message: Mapping[str, Data], catalogue: Catalogue, language: str) -> str:
    """The text of one `{"key": …, "params": {…}}`."""
    return _Renderer(catalogue, language).text(message)


class _Renderer:
    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.catalogue, self.language = catalogue, language

    def value(self, value: Data, name: str) -> Data:
        if isinstance(value, str):
            return self.citation(value) if name in _CITED else value
        if isinstance(value, list):
            return [self.value(each, name) for each in value]
        if isinstance(value, Mapping):
            is_message = len(value) == 2 and "key" in value and "params" in value
            return self.text(value) if is_message else self.mapping(value, name)
        return value

    def mapping(self, data: Mapping[str, Data], name: str) -> dict[str, Data]:
        order = _ORDER.get(name, ())
        shown = {key: self.value(data[key], key) for key in order if key in data}
        if len(shown) < len(data):
            shown |= {key: self.value(data[key], key) for key in sorted(data.keys() - shown.keys())}
        return shown

    def text(self, message: Mapping[str, Data]) -> str:
        params: Mapping[str, Data] = message["params"]
        return self.catalogue.fill(message["key"], self.language, lambda name: self.said(params.get(name)))

    def citation(self, cited: str) -> str:
        """The words for a fact or practice; the id of a notice stands for itself."""
        if cited not in self.catalogue:
            return cited
        return self.catalogue.fill(cited, self.language, lambda _: _UNKNOWN)

    def said(self, value: Data) -> str:
        """A parameter in words: a message as its text, a list joined, a date as 2026-10-15."""
        if value is None:
            return _UNKNOWN
        if isinstance(value, Mapping):
            return self.text(value)
        if isinstance(value, list):
            return _JOINED[self.language].join(self.said(each) for each in value)
        return str(value)
