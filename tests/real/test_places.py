"""Published corpora of news and tweets against the bars the reading is held to (`tests/bench/reading.py` has more).

The corpora are not ours to carry along: the folder is named by MAJAL_REAL_DATA, or stands beside the checkout.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from scoring.documents import documents
from scoring.places import PlaceScores, score_places

DATA = Path(os.environ.get("MAJAL_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data") / "places"
LGL = DATA / "lgl.xml"
TWEETS = sorted(DATA.glob("idrisi/*/train.jsonl"))


def within_161_km(scores: PlaceScores) -> float:
    return sum(error_m <= 161_000 for error_m in scores.errors_m) / len(scores.errors_m)


@pytest.mark.skipif(not LGL.exists(), reason="no published corpora here; name their folder in MAJAL_REAL_DATA")
def test_local_news() -> None:
    scores = score_places(documents(LGL)[::3])
    assert len(scores.errors_m) > 1_000
    assert within_161_km(scores) >= 0.80
    precision, recall = scores.both / scores.drafted, scores.both / scores.gold
    assert 2 * precision * recall / (precision + recall) >= 0.66


@pytest.mark.skipif(not TWEETS, reason="no published corpora here; name their folder in MAJAL_REAL_DATA")
def test_arabic_tweets() -> None:
    scores = score_places([tweet for path in TWEETS for tweet in documents(path)])
    assert len(scores.errors_m) > 1_000
    assert within_161_km(scores) >= 0.55
