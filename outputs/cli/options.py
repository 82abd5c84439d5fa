"""Options that several commands share, each said once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from outputs.address import target

__all__ = [
    "Bom",
    "BuildEngine",
    "Country",
    "DateOrder",
    "Dates",
    "Decimals",
    "Decisions",
    "EngineName",
    "Folder",
    "FormatName",
    "Inputs",
    "Json",
    "Language",
    "Mapping",
    "OneInput",
    "Online",
    "OnlineService",
    "Output",
    "Overwrite",
    "PageLanguage",
    "PageTheme",
    "Public",
    "PublicClass",
    "PublicTo",
    "Published",
    "Radius",
    "Refresh",
    "Rejects",
    "ReportLanguage",
    "SourceName",
    "Strict",
    "Theme",
    "Title",
]


class Language(StrEnum):
    """Of a report, or of the page."""

    AR = "ar"
    EN = "en"


class Theme(StrEnum):
    """Of a static map."""

    LIGHT = "light"
    DARK = "dark"


class EngineName(StrEnum):
    """Who does the work of a build."""

    LOCAL = "local"
    DASK = "dask"


class DateOrder(StrEnum):
    """Of day, month and year in a date such as 03/04/2015."""

    DMY = "dmy"
    MDY = "mdy"


class PublicClass(StrEnum):
    """To which the public profile coarsens: `layers.public.CLASSES`."""

    NEIGHBOURHOOD = "neighbourhood"
    VILLAGE = "village"
    SETTLEMENT = "settlement"
    CITY_AREA = "city_area"
    NEAR_SETTLEMENT = "near_settlement"
    REGION = "region"
    ADM2 = "adm2"
    ADM1 = "adm1"


class OnlineService(StrEnum):
    """Who may be asked for names, when the user says so."""

    NOMINATIM = "nominatim"


Inputs = Annotated[list[Path], typer.Argument(help="Files to read: reports or tables; - is standard input.")]
OneInput = Annotated[Path, typer.Argument(help="The file to read; - is standard input.")]
# A path to typer; `target` gives an Address where it is one.
Output = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        parser=target,
        metavar="FILE|ADDRESS",
        help="Where to write: a file, whose ending tells the format; - for standard output; or a database, "
        "postgresql://….",
    ),
]
Folder = Annotated[Path, typer.Option("--output", "-o", help="The folder to write into; it is made if missing.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what is there already.")]
FormatName = Annotated[str, typer.Option("--format", help="Name of the format, where the ending does not tell it.")]
SourceName = Annotated[str, typer.Option("--source", help="Name of the source, where the content does not tell it.")]
Mapping = Annotated[
    Path | None,
    typer.Option(help="A file that says what a table's columns mean; majal check --propose writes one."),
]
Dates = Annotated[
    DateOrder | None,
    typer.Option(help="The order in dates such as 03/04/2015: dmy is 3 April, mdy is 4 March. Never guessed."),
]
Decimals = Annotated[int, typer.Option(min=0, max=15, help="Decimals of degrees in text files: 7 are 6 mm.")]
Bom = Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, so that Excel shows Arabic.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Published = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day on which the report was published, such as 2015-11-03."),
]
ReportLanguage = Annotated[
    Language | None, typer.Option("--lang", help="The report's language, where its letters do not tell it.")
]
PageLanguage = Annotated[
    Language | None, typer.Option("--lang", help="The page's first language; English unless told.")
]
PageTheme = Annotated[
    Theme, typer.Option("--theme", help="Colours of a static map; the interactive one follows its reader.")
]
Decisions = Annotated[
    Path | None,
    typer.Option(help="A file of decisions that a person made about the reading."),
]
Radius = Annotated[
    list[str] | None,
    typer.Option(help="Radius of buffer zones, such as 5.5km, 3NM or 18000ft; may be given several times."),
]
Public = Annotated[
    bool,
    typer.Option(
        "--public",
        help="For publication: what is placed more finely than a town or city (5 km) goes to the middle of a cell of "
        "10 km, and texts that could tell more are left out.",
    ),
]
PublicTo = Annotated[
    PublicClass | None,
    typer.Option("--public-to", help="The same with another class that no place is told more finely than."),
]
Rejects = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write every fault to this CSV, with the row as it stands in its file; - is standard output.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Write nothing where there is any fault; exit code 1.")]
Title = Annotated[str, typer.Option(help="Title of the map.")]
Online = Annotated[
    OnlineService | None,
    typer.Option(
        help="Ask this service on the network too: only names are sent, one a second, and each answer is kept. "
        "MAJAL_NOMINATIM_URL names a server of your own."
    ),
]
Refresh = Annotated[bool, typer.Option("--refresh", help="With --online: ask again what was asked before.")]
BuildEngine = Annotated[
    EngineName | None,
    typer.Option(
        "--engine",
        help="Who builds: local is this process, dask are workers, a partition at a time, which needs majal[cluster]. "
        "As the recipe says, else local.",
    ),
]
Country = Annotated[str, typer.Option(help="Only places of this country, by its two-letter code, such as SY.")]
