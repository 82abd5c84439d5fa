"""Addresses of databases: told apart from paths, never shown with a password, refused where files are meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InstallError, OutputError, UnknownNameError
from outputs.address import Address, target
from outputs.recipe import check_recipe
from outputs.write import format_of, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.layer import Layer
    from outputs.page import Page

SHOWN = "postgresql://user@host/db?schema=s"
RECIPE = """
[[source]]
path = "t.csv"
[[layer]]
kind = "events"
[[output]]
format = "{format}"
path = "{path}"
"""


@given(st.text(min_size=3).filter(lambda text: text not in SHOWN))
def test_password_is_never_shown(secret: str) -> None:
    quoted = quote(secret, safe="")
    for written in (
        f"postgresql://user:{quoted}@host/db?schema=s",
        f"postgresql://user@host/db?password={quoted}&schema=s",
        f"postgresql://user:{quoted}@host/db?sslpassword={quoted}&schema=s",
    ):
        assert str(target(written)) == SHOWN
        assert secret not in repr(target(written))
        assert quoted in target(written).secrets


@pytest.mark.parametrize("url", ["postgresql://h/d", "postgresql:///d?host=/tmp/x", "postgres://u@h:5432/d?schema=a"])
def test_address_without_a_password_is_shown_as_it_is(url: str) -> None:
    assert str(target(url)) == url
    assert target(url).secrets == ()


def test_password_with_signs_that_should_have_been_quoted_is_not_shown_either() -> None:
    assert str(Address("postgresql://user:a/b@c:d@host/db")) == "postgresql://user@host/db"


def test_path_stays_a_path() -> None:
    assert target("a/b.csv") == Path("a/b.csv")
    assert target("-") == Path("-")
    assert target("C:/b.csv") == Path("C:/b.csv")
    assert target("a:b.csv") == Path("a:b.csv")
    assert target("PostgreSQL://H/d") == Address("postgresql://H/d")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:s3?cret@h/db", "postgresql://u@h/db"),
        ("postgresql://u:s3?cret@h/db?schema=a", "postgresql://u@h/db?schema=a"),
        ("postgresql://u:p@s3cret@h/db", "postgresql://u@h/db"),
        ("postgresql://u@h/db?p%61ssword=s3cret&schema=a", "postgresql://u@h/db?schema=a"),
        ("postgresql://h:5432/db?schema=a&Password=p@s3cret", "postgresql://h:5432/db?schema=a"),
        ("postgresql://h/db&password=s3cret", "postgresql://h/db"),
        ("postgresql+psycopg2://u:s3cret@h/db", "postgresql+psycopg2://u@h/db"),
        (" postgresql://u:s3cret@h/db", "postgresql://u@h/db"),
        ("postgres:/u:s3cret@h/db", "postgres:/u@h/db"),
        ("postgresql:u:s3cret@h/db", "postgresql:u@h/db"),
        ("mysql://u:s3cret@h/db", "mysql://u@h/db"),
    ],
)
def test_password_is_not_shown_however_the_address_is_written(url: str, shown: str) -> None:
    assert str(target(url)) == shown
    assert not any("cret" in str(fault) for fault in check_recipe(RECIPE.format(format="csv", path=url).encode(), "r"))


@pytest.mark.parametrize("url", ["postgresql+psycopg2://u:cret@h/db", "mysql://u:cret@h/db", "postgres:/u:cret@h/db"])
def test_address_that_no_format_writes_to_is_refused(url: str, layer: Layer, page: Page) -> None:
    for format_ in ("", "postgis"):
        with pytest.raises((UnknownNameError, OutputError), match=r"such as postgresql://|no format") as told:
            write([layer], target(url), page, format=format_)
        assert "cret" not in str(told.value)
    faults = check_recipe(RECIPE.format(format="postgis", path=url.replace(":cret", "")).encode(), "r")
    assert [fault.message for fault in faults] == ["nothing that postgis writes to"]


@pytest.mark.parametrize("password", ["p@s3cret", "p/s3cret@x", "s3?cret"])
def test_password_that_readers_would_split_is_refused_before_they_do(password: str, layer: Layer, page: Page) -> None:
    with pytest.raises(OutputError, match=r"^postgresql://u@h/db: .* write @ as %40") as told:
        write([layer], target(f"postgresql://u:{password}@h/db"), page)
    assert "cret" not in str(told.value)


def test_format_of_an_address_is_told_by_its_beginning() -> None:
    assert format_of(target("postgresql://h/d")).name == "postgis"
    assert format_of(target("postgres://h/d")).name == "postgis"
    with pytest.raises(UnknownNameError, match=r"no format has this ending"):
        format_of(target("mysql://h/d"))


def test_file_and_database_are_not_mistaken_for_each_other(tmp_path: Path, layer: Layer, page: Page) -> None:
    with pytest.raises(OutputError, match=r"^postgresql://u@h/d: csv writes files"):
        write([layer], target("postgresql://u:secret@h/d"), page, format="csv")
    with pytest.raises(OutputError, match="postgis writes to an address such as postgresql://"):
        write([layer], tmp_path / "o", page, format="postgis")


def test_without_psycopg_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, layer: Layer, page: Page) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)

    with pytest.raises(InstallError, match=r"pip install \"majal\[postgis\]\""):
        write([layer], target("postgresql://h/d"), page)


@pytest.mark.parametrize(
    ("format_", "path", "said"),
    [
        ("postgis", "postgresql://u:secret@h/d", "holds a password"),
        ("postgis", "postgresql://h/d?password=secret", "PGPASSWORD"),
        ("postgis", "map.gpkg", "nothing that postgis writes to"),
        ("csv", "postgresql://h/d", "nothing that csv writes to; expected .csv"),
    ],
)
def test_recipe_with_a_wrong_target_is_refused(format_: str, path: str, said: str) -> None:
    faults = check_recipe(RECIPE.format(format=format_, path=path).encode(), "r.toml")

    assert len(faults) == 1
    assert said in str(faults[0])
    assert "secret" not in str(faults[0])
    assert faults[0].row == 8


def test_same_address_twice_is_told_without_the_password() -> None:
    twice = RECIPE + '[[output]]\nformat = "{format}"\npath = "{path}"\n'
    faults = check_recipe(twice.format(format="postgis", path="postgresql://u:secret@h/d").encode(), "r.toml")

    assert [fault.message for fault in faults] == ["holds a password", "holds a password", "the same path twice"]
    assert "secret" not in " ".join(map(str, faults))


def test_recipe_may_name_a_database() -> None:
    assert (
        check_recipe(RECIPE.format(format="postgis", path="postgresql://u@h/d?schema=majal").encode(), "r.toml") == []
    )


def test_command_takes_an_address_as_it_is(
    here: Callable[..., object], one_line: Callable[..., None], table: Path
) -> None:
    done = here("export", table, "-o", "postgresql://u:se%20cret@/d?host=/nowhere//there")

    one_line(done, "postgresql://u@/d?host=/nowhere//there: ")
    assert "cret" not in done.stderr
