"""The docs of files and of JSON hold what the code does."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from layers.decisions import load as load_decisions
from layers.reading import read_report
from layers.sources.report import load
from layers.tabular.columns import SYNONYMS
from outputs.recipe import check_recipe, read_recipe
from outputs.schema import reading_schema

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILES = (DOCS / "files.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", FILES, flags=re.DOTALL)
REPORTS = {
    "en": "Two air strikes hit a depot near Homs on Monday, the defence ministry said. Israel declined to comment. "
    "A hotline between Hmeimim air base and a centre in Qatar has been open since 30 September.",
    "ar": "قالت وزارة الدفاع الروسية إن طائراتها نفذت غارتين قرب حلب يوم الاثنين. ونفت المعارضة ذلك.",
}


@pytest.mark.parametrize("meaning", SYNONYMS)
def test_every_name_of_a_column_stands_in_the_docs(meaning: str) -> None:
    assert [name for name in (meaning, *SYNONYMS[meaning]) if f"`{name}`" not in FILES] == []


def test_the_recipe_of_the_docs_is_sound() -> None:
    assert check_recipe(EXAMPLES[0].encode(), "docs") == []
    assert read_recipe(EXAMPLES[0].encode(), "docs").outputs[0].decimals == 9


def test_the_decisions_of_the_docs_are_sound() -> None:
    decisions = load_decisions(EXAMPLES[1].replace('"sha256:…"', f'"sha256:{"0" * 64}"').encode(), "docs")

    assert [decision.place for decision in decisions.mentions] == ["icao:OTBH", ""]
    assert [decision.decide for decision in decisions.merges] == ["same"]


@pytest.mark.parametrize("language", REPORTS)
def test_what_read_prints_is_what_the_schema_says(language: str) -> None:
    written = json.loads((DOCS / "schema" / "read.json").read_text(encoding="utf-8"))
    report = load("report.txt", REPORTS[language].encode(), None, language)
    reading = json.loads(json.dumps(read_report(report).to_json()))

    jsonschema.Draft202012Validator.check_schema(written)
    assert written == reading_schema()
    jsonschema.validate(reading, written)
    assert reading["mentions"], "a report without mentions tests nothing"


def test_the_schema_refuses_what_is_wrong() -> None:
    report = load("report.txt", REPORTS["en"].encode(), None, "en")
    reading = json.loads(json.dumps(read_report(report).to_json()))
    reading["mentions"][0]["role"] = "hero"

    with pytest.raises(jsonschema.ValidationError, match="hero"):
        jsonschema.validate(reading, reading_schema())


def test_the_example_of_merging_says_what_the_command_says(
    here: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (DOCS / "merging.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name, text in zip(
        ("monitor.csv", "ministry.csv"), re.findall(r"```csv\n(.*?)```", page, re.DOTALL), strict=True
    ):
        Path(name).write_text(text, encoding="utf-8")

    done = here(*re.findall(r"```sh\nmajal (merge monitor.csv .*)\n```", page)[0].split())
    with Path("reasons.csv").open(encoding="utf-8", newline="") as file:
        listed = [
            f"| `{row['verdict']}` | {float(row['score']):.2f} | {row['reason']} |" for row in csv.DictReader(file)
        ]

    assert f"```\n{done.stderr}```" in page
    assert listed == [line for line in page.splitlines() if line.startswith("| `")][: len(listed)]
