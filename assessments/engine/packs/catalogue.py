"""The wording of a pack: every message key in both languages, checked when the pack is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assessments.engine.errors import gather
from assessments.engine.packs.source import LANGUAGES, Section, suggest

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Catalogue:
    """`texts`: by key, then by language; `{name}` stands for a parameter of the message."""

    texts: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_data(cls, section: Section) -> Catalogue:
        return cls(gather(lambda key: _entry(key, section.need(key, Section)), section))

    def joined_by(self, texts: Mapping[str, Mapping[str, str]]) -> Catalogue:
        return Catalogue({**self.texts, **texts})

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def fill(self, key: str, language: str, value_of: Callable[[str], str]) -> str:
        """The text of `key` with each placeholder replaced; parameters are never read as templates."""
        return _PLACEHOLDER.sub(lambda found: value_of(found[1]), self.texts[key][language])

    def placeholders(self, key: str) -> tuple[str, ...]:
        """The parameters that the text of `key` names, in order of name."""
        return self._named[key]

    @cached_property
    def _named(self) -> dict[str, tuple[str, ...]]:
        return {key: tuple(sorted(_placeholders(text[LANGUAGES[0]]))) for key, text in self.texts.items()}

    def require(self, keys: Iterable[str], section: Section) -> None:
        """Refuse a pack whose `section` says something for which there is no wording."""
        gather(lambda key: self._check(key, section), keys)

    def _check(self, key: str, section: Section) -> None:
        if key not in self.texts:
            entry = key if key in section else key.partition(".")[2]
            raise section.error(f"message {key!r} has no wording", entry, suggest(key, list(self.texts), most=3))


def _entry(key: str, data: Section) -> dict[str, str]:
    data.only(*LANGUAGES)
    texts = {language: data.need(language, str) for language in LANGUAGES}
    for language, text in texts.items():
        if not text.strip():
            raise data.error(f"the {language} text of {key!r} is empty", language)
        if "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
            raise data.error(f"{key!r} holds a stray brace", language, "Placeholders read {like_this}.")
    one, other = (_placeholders(texts[language]) for language in LANGUAGES)
    if one != other:
        odd = ", ".join(sorted(one ^ other))
        raise data.error(f"the languages of {key!r} differ in placeholders: {odd}", remedy="Use the same in both.")
    return texts


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(text))
