"""A small filter that says "no name begins with this" at once; it may say yes in vain, never no."""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = ["Bloom", "EitherBloom"]

_PROBES = 5
_BITS_PER_KEY = 11


@dataclass(frozen=True, slots=True)
class Bloom:
    """A Bloom filter over strings (Bloom 1970), probed by double hashing (Kirsch and Mitzenmacher 2006).

    With 11 bits a key and 5 probes about 1 in 100 absent keys is let through.
    """

    bits: bytes

    @classmethod
    def of(cls, keys: Collection[str]) -> Bloom:
        """Build the filter over the keys; the same keys in any order give the same bytes."""
        return cls.sized(keys, len(keys))

    @classmethod
    def sized(cls, keys: Iterable[str], count: int) -> Bloom:
        """Build the filter over `count` keys that need not be in memory at once."""
        bits = bytearray(math.ceil(max(count, 1) * _BITS_PER_KEY / 8))
        for key in keys:
            first, step = _hashes(key)
            for i in range(_PROBES):
                bit = (first + i * step) % (len(bits) * 8)
                bits[bit >> 3] |= 1 << (bit & 7)
        return cls(bytes(bits))

    def __contains__(self, key: str) -> bool:
        """Tell whether the key may be one of those."""
        return self.holds(*_hashes(key))

    def holds(self, first: int, step: int) -> bool:
        """Tell the same of a key whose hashes are known."""
        bits = self.bits
        size = len(bits) * 8
        for i in range(_PROBES):
            bit = (first + i * step) % size
            if not bits[bit >> 3] & (1 << (bit & 7)):
                return False
        return True


@dataclass(frozen=True, slots=True)
class EitherBloom:
    """Two filters as one; a key is hashed once for both."""

    one: Bloom
    other: Bloom

    def __contains__(self, key: str) -> bool:
        """Tell whether the key may be in either."""
        hashes = _hashes(key)
        return self.one.holds(*hashes) or self.other.holds(*hashes)


def _hashes(key: str) -> tuple[int, int]:
    digest = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")
    return digest & 0xFFFFFFFF, (digest >> 32) | 1
