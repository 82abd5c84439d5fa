"""The page of the docs that tells every command and option: made from the commands themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer.main

from outputs.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["page"]

_HEAD = """\
# The command

`majal COMMAND --help` tells the same. Data go to standard output or to `-o`; everything else goes to standard error.
`-` is standard input where a file is read, and standard output where one is written (then say `--format`). The command
writes no colour, so `NO_COLOR` holds always. `-v` and `-q` may stand anywhere in the line.
`majal --install-completion` sets up completion for the shell.

| exit code | means |
|---|---|
| 0 | done |
| 1 | an error, told in one line |
| 2 | wrong usage |
| 3 | `majal check` found faults |

A file is written whole or not at all, also when the disk fills up or Ctrl-C comes half way. An existing file is
replaced only with `--overwrite`, and an input never.

## majal

"""


def page() -> str:
    """Write docs/cli.md."""
    top: Any = typer.main.get_command(app)
    parts = [_HEAD + _options(top.params)]
    for name, command in top.commands.items():
        parts.append(f"\n## majal {name}\n\n{_text(command.help)}\n\n{_body(name, command)}")
    return "\n".join(part.rstrip("\n") for part in parts) + "\n"


def _body(name: str, command: Any) -> str:  # noqa: ANN401 - a command of the click that typer brings
    if not hasattr(command, "list_commands"):
        return _options(command.params)
    inner = {sub: command.get_command(None, sub) for sub in command.list_commands(None)}
    if not any(_is_own(option) for sub in inner.values() for option in sub.params):
        return "\n".join(_kind(name, sub, inner[sub].help, inner[sub].params) for sub in inner)
    first = next(iter(inner.values()))
    own = {kind: [one for one in part.params if _is_own(one)] for kind, part in inner.items()}
    shared = _options([one for one in first.params if not _is_own(one)])
    sections = "\n".join(_kind(name, kind, inner[kind].help, options) for kind, options in own.items())
    return f"{shared}\n{sections}"


def _is_own(option: Any) -> bool:  # noqa: ANN401 - as above
    return bool(option.name.startswith("kind_"))


def _kind(name: str, kind: str, help_: str, options: Sequence[Any]) -> str:
    return f"### majal {name} {kind}\n\n{_text(help_)}\n\n{_options(options)}"


def _text(help_: str) -> str:
    return "\n".join(line.strip() for line in help_.strip().splitlines())


def _options(options: Sequence[Any]) -> str:
    rows = list(_rows(options))
    return "\n".join(["| option | what it is | default |", "|---|---|---|", *rows]) + "\n" if rows else ""


def _rows(options: Sequence[Any]) -> Iterator[str]:
    for option in options:
        if option.name in {"help", "install_completion", "show_completion"}:
            continue
        names = ", ".join(f"`{name}`" for name in sorted(option.opts, key=len, reverse=True))
        default = "required" if option.required else _default(option.default)
        help_ = (option.help or "").replace("|", "\\|")
        yield f"| {names} | {help_} | {default} |"


def _default(value: Any) -> str:  # noqa: ANN401 - any default
    if value is None or value is False or value == "" or callable(value):
        return ""
    return f"`{value}`"
