"""Awkward inputs, named once: places where maps go wrong, and shapes that lie there."""

from __future__ import annotations

import shapely

from geo.place import LonLat

# Where a zone meets an edge of the map, or meridians run together.
PLACES = {
    "equator": LonLat(36.0, 0.0),
    "null_island": LonLat(0.0, 0.0),
    "middle_east": LonLat(36.28, 33.51),
    "far_north": LonLat(20.0, 65.0),
    "at_85_degrees": LonLat(-120.0, 85.0),
    "just_west_of_the_antimeridian": LonLat(179.99, -17.0),
    "on_the_antimeridian": LonLat(180.0, 65.0),
    "on_the_antimeridian_from_the_east": LonLat(-180.0, -40.0),
    "near_the_north_pole": LonLat(10.0, 89.97),
    "beside_the_north_pole": LonLat(179.99, 89.949),
    "north_pole": LonLat(50.0, 90.0),
    "south_pole": LonLat(0.0, -90.0),
}

# Edges are straight in longitude and latitude, parts are cut at the antimeridian (RFC 7946).
SHAPES = {
    "block": shapely.box(36.0, 33.0, 37.0, 35.0),
    "block_with_a_hole": shapely.box(36, 33, 38, 35) - shapely.box(36.5, 33.5, 37.5, 34.5),
    "dateline_country": shapely.union_all([shapely.box(60, 52, 180, 72), shapely.box(-180, 63, -170, 68)]),
    "dateline_islands": shapely.MultiPolygon(
        [shapely.box(179.0, -18, 180, -17), shapely.box(-180, -17.5, -179.5, -17)]
    ),
    "polar_continent": shapely.Polygon(
        [(-180, -90), (180, -90), (180, -72), (90, -66), (0, -70), (-60, -64), (-100, -73), (-180, -72)]
    ),
    "polar_cap": shapely.box(-180, 84, 180, 90),
    "strip_along_a_parallel": shapely.box(-120, 48.9, -95, 49.0),
    "road": shapely.LineString([(35.5, 33.9), (36.3, 33.5), (36.8, 34.7), (37.1, 36.2)]),
    "line_over_the_antimeridian": shapely.MultiLineString([[(178, 60), (180, 61)], [(-180, 61), (-177, 64)]]),
    "towns": shapely.MultiPoint([(36.3, 33.5), (36.7, 34.7), (180.0, 20.0)]),
}

# Valid, with parts that hold nothing, and the same without these.
HOLLOW = {
    "MULTIPOLYGON (EMPTY, ((0 0, 1 0, 1 1, 0 0)))": "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))",
    "POLYGON ((0 0, 1 0, 1 1, 0 0), EMPTY)": "POLYGON ((0 0, 1 0, 1 1, 0 0))",
    "MULTILINESTRING (EMPTY, (0 0, 1 1))": "MULTILINESTRING ((0 0, 1 1))",
    "MULTIPOINT (EMPTY, (1 1))": "MULTIPOINT ((1 1))",
    "GEOMETRYCOLLECTION (POINT EMPTY, POINT (1 1), MULTIPOLYGON (EMPTY, ((0 0, 1 0, 1 1, 0 0))))": (
        "GEOMETRYCOLLECTION (POINT (1 1), MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0))))"
    ),
}
