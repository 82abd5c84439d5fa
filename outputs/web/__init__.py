"""The page: its runtime in TypeScript and CSS, how that is bundled, and how data is put into it."""

from __future__ import annotations

__all__: list[str] = []
