"""The `majal` command: its subcommands, and the one place where an error becomes a line and an exit code."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from typing import Annotated, Any

import typer

from outputs.cli.build import build
from outputs.cli.check import check
from outputs.cli.demo import demo
from outputs.cli.doctor import doctor
from outputs.cli.export import export
from outputs.cli.gazetteer import app as gazetteer
from outputs.cli.geocode import geocode
from outputs.cli.layer import LayerGroup, layer
from outputs.cli.list import show
from outputs.cli.map import make
from outputs.cli.merge import merge
from outputs.cli.read import read
from outputs.cli.talk import say, set_loudness

__all__ = ["app", "main", "run"]

_FAILED, _MISUSED = 1, 2
_USAGE: Any = typer.BadParameter.__mro__[1]  # UsageError of the click that typer brings
_COMPLETION = "_MAJAL_COMPLETE"
_LOUDNESS = frozenset({"-v", "--verbose", "-q", "--quiet"})


def _version(wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        print(f"majal {metadata.version('majal')}")
        raise typer.Exit


def _start(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell every fault and step.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell nothing but errors.")] = False,
    version: Annotated[  # noqa: ARG001 - typer calls `_version` with it
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Turn public reports of air strikes and airspace incidents into honest, interactive maps."""
    set_loudness(-1 if quiet else int(verbose))
    if not verbose:
        warnings.simplefilter("ignore")


app = typer.Typer(
    name="majal",
    callback=_start,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo)
app.command("read")(read)
app.command("geocode")(geocode)
app.add_typer(gazetteer, name="gazetteer")
app.add_typer(typer.Typer(callback=layer, rich_markup_mode=None, no_args_is_help=True), name="layer", cls=LayerGroup)
app.command("build")(build)
app.command("map")(make)
app.command("export")(export)
app.command("merge")(merge)
app.command("check")(check)
app.command("list")(show)
app.command("doctor")(doctor)


def run() -> None:
    """Run the command line, as the installed command does; being told to end is the same as Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        What stands after ``majal``.

    Returns
    -------
    int
        0 done, 1 an error told in one line, 2 wrong usage, 3 faults found.
    """
    if _COMPLETION in os.environ:
        app(arguments, prog_name="majal")
    try:
        code = _invoke(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nothing more can be flushed at exit
        return _fail("nobody reads the output any more")
    except KeyboardInterrupt:
        return _fail("stopped; nothing was left half-written")
    except MemoryError:
        return _fail("not enough memory")
    except ImportError as problem:
        return _broken(problem)
    except OSError as problem:
        return _fail(f"{problem.filename or 'standard output'}: {problem.strerror or problem}")
    return code


def _invoke(arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        with command.make_context("majal", _loudness_first(arguments)) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except _USAGE as problem:
        problem.show()
        return _MISUSED
    except Exception as problem:
        from geo.errors import MajalError

        if isinstance(problem, MajalError):
            return _fail(str(problem))
        raise
    return 0


def _loudness_first(arguments: list[str]) -> list[str]:
    """Let -v and -q stand behind the subcommand too, where people type them; what follows ``--`` is no option."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return sorted(arguments[:end], key=lambda word: word not in _LOUDNESS) + arguments[end:]


def _fail(line: str) -> int:
    say(f"majal: {' '.join(line.split())}", level=-1)
    return _FAILED


def _broken(problem: ImportError) -> int:
    """Name who shadows our packages, where that is why an import failed."""
    from outputs.doctor import intruders

    found = [f"{finding.what} is {finding.found}" for finding in intruders()]
    return _fail("; ".join(found) if found else f"the installation is incomplete ({problem}); run majal doctor")


if __name__ == "__main__":
    run()
