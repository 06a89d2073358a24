"""Both languages everywhere: every text of ours is translated, and what is compiled is what is written."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override
from django.utils.translation.template import templatize

from tests.world import World, browser

FOLDER = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"
SOURCES = ("accounts", "assessments", "cases", "config")
CALLS = {"gettext", "gettext_lazy", "gettext_noop", "_", "pgettext", "pgettext_lazy"}
IN_TEMPLATE = re.compile(r"""gettext\(u?((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))\)""")
CHINESE = re.compile("[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def translated() -> dict[tuple[str | None, str], str]:
    with (FOLDER / "django.po").open("rb") as file:
        return {(m.context, m.id): m.string for m in read_po(file) if m.id}  # type: ignore[misc] # no plurals


def used() -> set[tuple[str | None, str]]:
    files = [file for name in SOURCES for kind in ("py", "html", "txt") for file in Path(name).rglob(f"*.{kind}")]
    return {found for file in files if "migrations" not in file.parts for found in texts_of(file)}


def texts_of(file: Path) -> list[tuple[str | None, str]]:
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        return [(None, ast.literal_eval(text)) for text in IN_TEMPLATE.findall(templatize(source))]
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and name_of(node) in CALLS]
    return [text for call in calls if (text := text_of(call))]


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def text_of(call: ast.Call) -> tuple[str | None, str] | None:
    given = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if not given:
        return None
    return (given[0], given[1]) if name_of(call).startswith("pgettext") else (None, given[0])


def test_every_text_of_ours_is_translated() -> None:
    known = translated()

    assert sorted(str(text) for text in used() if not known.get(text)) == []


def test_nothing_is_translated_that_is_no_longer_said() -> None:
    assert sorted(str(text) for text in set(translated()) - used()) == []


def test_what_is_compiled_is_what_is_written() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = {(as_text(m.context), m.id): m.string for m in read_mo(file) if m.id}

    assert compiled == translated()


def as_text(context: Any) -> str | None:
    return context.decode() if isinstance(context, bytes) else context


def test_translations_keep_the_placeholders() -> None:
    for (_context, text), chinese in translated().items():
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(chinese)), text


def test_every_label_of_every_page_is_chinese_in_chinese(world: World) -> None:
    request = RequestFactory().get("/admin/")
    request.user = world.sun

    with override("zh-hans"):
        english = [
            f"{page}: {label}" for page in pages() for label in labels(page, request) if not CHINESE.search(label)
        ]
    assert english == []


def pages() -> list[Any]:
    return list(admin.site._registry.values())


def labels(page: Any, request: Any) -> list[str]:
    names = {name for name in page.get_list_display(request) if name != "action_checkbox"}
    row = page.model()
    for _title, options in page.get_fieldsets(request, row):
        for line in options["fields"]:
            names |= {line} if isinstance(line, str) else set(line)
    form = page.get_form(request, row, change=True)
    return [label(name, page, form) for name in sorted(names)]


def label(name: str, page: Any, form: Any) -> str:
    field = form.base_fields.get(name)
    return str(field.label if field else label_for_field(name, page.model, page))


@pytest.mark.django_db
def test_pages_are_written_in_the_language_of_the_browser(world: World) -> None:
    english = browser(world.alice).get("/admin/accounts/client/").content.decode()
    chinese = browser(world.alice).get("/admin/accounts/client/", headers={"Accept-Language": "zh-Hans"})

    assert "Identity number" in english
    assert "证件号码" in chinese.content.decode()


def test_the_first_page_has_no_english_sentence_in_chinese(rf: RequestFactory) -> None:
    with override("zh-hans"):
        page = render_to_string("home.html", request=rf.get("/"))

    assert "promises no outcome" not in page
    assert "不承诺任何结果" in page
