"""The colours of both themes, for whatever draws outside the page; `outputs/web/style/colours.css` holds the same."""

from __future__ import annotations

__all__ = ["DARK", "LIGHT", "THEMES"]

LIGHT: dict[str, str] = {
    "sea": "#dde6e9",
    "land": "#f5f3ee",
    "coast": "#b9c2c4",
    "border": "#c6beb1",
    "admin1": "#e2ddd2",
    "label": "#6f7278",
    "ink": "#1b212b",
    "muted": "#545c68",
    "card": "#ffffff",
    "halo": "#ffffff",
    "strike": "#c2410c",
    "airspace": "#1d5fb8",
    "coordination": "#0b6b70",
    "notice": "#94630a",
    "facility": "#232937",
    "campaign": "#8a2f6f",
    "other": "#5b6472",
    "ramp-1": "#e3d688",
    "ramp-2": "#82c490",
    "ramp-3": "#31a49e",
    "ramp-4": "#007ba4",
    "ramp-5": "#2e4c99",
    "ramp-6": "#391b7b",
}

DARK: dict[str, str] = {
    "sea": "#0d141a",
    "land": "#1b252c",
    "coast": "#33424c",
    "border": "#46545e",
    "admin1": "#27333b",
    "label": "#8e99a4",
    "ink": "#e9edf2",
    "muted": "#a3adb9",
    "card": "#141b22",
    "halo": "#10171d",
    "strike": "#ff9838",
    "airspace": "#6fb1ff",
    "coordination": "#3fd0c4",
    "notice": "#f2c14e",
    "facility": "#eef2f7",
    "campaign": "#f08fd0",
    "other": "#a5afbb",
    "ramp-1": "#483a7e",
    "ramp-2": "#4261a9",
    "ramp-3": "#258eb8",
    "ramp-4": "#35b8b1",
    "ramp-5": "#81da95",
    "ramp-6": "#f2ea74",
}

THEMES: dict[str, dict[str, str]] = {"light": LIGHT, "dark": DARK}
