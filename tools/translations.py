"""Collects every sentence that a person reads and brings the catalogues of all languages up to date.

What counts as a sentence: the text of ``_``, ``N_`` and ``plural``; the template handed to an error class or to
``Message``, written there or kept in a constant of the same file; the name, note and rules of a declaration.

Run: ``python tools/translations.py [language]``; a language that is new gets an empty catalogue.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crm_analysis import errors, i18n  # noqa: E402 (the folder above is not on the path before)

SOURCES = ("app.py", "pages", "crm_analysis")
MARKS = frozenset({"_", "N_"})
TEMPLATES = frozenset({"Message", *(name for name, value in vars(errors).items() if isinstance(value, type))})
DECLARED = {
    "Platform": frozenset({"name", "note"}),
    "Records": frozenset({"name", "note"}),
    "Aside": frozenset({"rule"}),
    "Package": frozenset({"rule"}),
}

Sentence = str | tuple[str, str]


def sentences() -> dict[Sentence, list[str]]:
    """Every sentence, a pair for a singular with its plural → the files it stands in."""
    found: dict[Sentence, list[str]] = {}
    for path in _files():
        for sentence in _in_file(ast.parse(path.read_text(encoding="utf-8"))):
            places = found.setdefault(sentence, [])
            name = path.relative_to(ROOT).as_posix()
            if name not in places:
                places.append(name)
    return found


def update(language: str) -> None:
    """Write the catalogue of a language anew: translations are kept, what is gone is dropped."""
    template = Catalog(project="Huitou")
    for sentence, places in sentences().items():
        flags = ["python-brace-format"] if "{" in str(sentence) else []
        template.add(sentence, locations=[(place, 0) for place in places], flags=flags)
    file = i18n.catalogue_file(language)
    catalogue = Catalog(locale=language, project="Huitou", charset="utf-8", fuzzy=False)
    if file.exists():
        with file.open("rb") as source:
            catalogue = read_po(source, locale=language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, catalogue, width=110, omit_header=False, include_lineno=False, sort_by_file=True)


def _files() -> Iterator[Path]:
    for source in SOURCES:
        path = ROOT / source
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def _in_file(tree: ast.Module) -> Iterator[Sentence]:
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node, constants)


def _in_call(call: ast.Call, constants: dict[str, ast.expr]) -> Iterator[Sentence]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name in MARKS:
        yield from _texts(call.args[0], {})
    elif name == "plural":
        one, many = (next(_texts(form, {})) for form in call.args[:2])
        yield one, many
    elif name in TEMPLATES and call.args:
        yield from _texts(call.args[0], constants)
    elif name in DECLARED:
        for field in call.keywords:
            if field.arg in DECLARED[name]:
                yield from _texts(field.value, constants)
        if name in ("Aside", "Package") and call.args:
            yield from _texts(call.args[0], constants)


def _texts(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    """The texts that an expression can be: itself, a constant of the file, any value of a constant table."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from _texts(constants[node.id], {})
    elif isinstance(node, ast.Subscript):
        yield from _texts(node.value, constants)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value, {})


if __name__ == "__main__":
    for chosen in sys.argv[1:] or [known for known in i18n.LANGUAGES if known != i18n.SOURCE_LANGUAGE]:
        update(chosen)
