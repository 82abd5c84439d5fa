"""What kinds of places there are, and which of GeoNames' feature codes are which of them."""

from __future__ import annotations

from typing import NamedTuple

from geo.place import PRECISION, Precision

__all__ = ["FEATURES", "GEONAMES", "GEONAMES_DEFAULT", "Kind"]

# Every feature of a `Place`, and how finely naming one tells a location unless something better is known.
FEATURES: dict[str, Precision] = {
    "adm1": Precision.ADM1,
    "adm2": Precision.ADM2,
    "air_base": Precision.FACILITY,
    "airport": Precision.FACILITY,
    "camp": Precision.NEIGHBOURHOOD,
    "city": Precision.SETTLEMENT,
    "continent": Precision.REGION,
    "country": Precision.COUNTRY,
    "crossing": Precision.FACILITY,
    "desert": Precision.REGION,
    "facility": Precision.FACILITY,
    "island": Precision.REGION,
    "lake": Precision.REGION,
    "neighbourhood": Precision.NEIGHBOURHOOD,
    "port": Precision.FACILITY,
    "range": Precision.REGION,
    "region": Precision.REGION,
    "river": Precision.REGION,
    "sea": Precision.REGION,
    "strait": Precision.REGION,
    "valley": Precision.REGION,
}


class Kind(NamedTuple):
    """A feature, its precision, and the radius in metres of the disc that holds such a place."""

    feature: str
    precision: Precision
    radius_m: float


def _kind(feature: str, radius_m: float = 0) -> Kind:
    precision = FEATURES[feature]
    return Kind(feature, precision, radius_m or PRECISION[precision].radius_m or 0)


# Radii other than the class's default are majal's own: a hill is no mountain range (docs/gazetteer.md).
_HILL_M, _FIELD_M, _WATER_M = 10_000, 10_000, 20_000
_BY_KIND: tuple[tuple[Kind, str], ...] = (
    (_kind("city"), "P.PPL P.PPLA P.PPLA2 P.PPLA3 P.PPLA4 P.PPLA5 P.PPLC P.PPLF P.PPLG P.PPLL P.PPLQ P.PPLR P.PPLS"),
    (_kind("city"), "P.PPLW P.STLMT"),
    (_kind("neighbourhood"), "P.PPLX"),
    (_kind("country"), "A.PCL A.PCLD A.PCLF A.PCLI A.PCLIX A.PCLS"),
    (_kind("adm1"), "A.ADM1"),
    (_kind("adm2"), "A.ADM2 A.ADM3 A.ADM4 A.ADM5 A.ADMD"),
    (_kind("region"), "A.TERR A.ZN A.ZNB L.AREA L.CST L.LCTY L.RGN L.RGNE L.RGNL T.PEN T.PLAT T.PLN T.UPLD"),
    (_kind("camp"), "L.CMP L.CMPRF S.CMPRF"),
    (_kind("port"), "L.PRT H.HBR S.PRT S.WHRF"),
    (_kind("facility", _FIELD_M), "L.GASF L.MNA L.MVA L.OILF S.MNA"),
    (_kind("facility"), "L.INDS L.MILB L.NVB S.AIRQ S.BDG S.DAM S.HSP S.HSPC S.HSPD S.INSM S.MFG S.MILB S.MN S.MNAU"),
    (_kind("facility"), "S.MNC S.MNCR S.MNCU S.MNFE S.MNN S.OILR S.OILT S.PMPO S.PMPW S.PRN S.PS S.PSH S.PSN S.RSTN"),
    (_kind("air_base"), "S.AIRB L.AIRB"),
    (_kind("airport"), "S.AIRF S.AIRH S.AIRP"),
    (_kind("crossing"), "S.CSTM S.PSTB"),
    (_kind("range"), "T.MTS T.RDGE T.HLLS"),
    (_kind("range", _HILL_M), "T.MT T.HLL T.PK"),
    (_kind("valley"), "T.VAL T.VALS"),
    (_kind("desert"), "T.DSRT T.ERG"),
    (_kind("island"), "T.ISL T.ISLS"),
    (_kind("sea"), "H.BAY H.GULF H.OCN H.SEA"),
    (_kind("strait"), "H.CHN H.STRT"),
    (_kind("lake", _WATER_M), "H.LGN H.LK H.LKS H.RSV"),
    (_kind("river"), "H.CNL H.STM H.STMS H.WAD"),
)
GEONAMES: dict[str, Kind] = {code: kind for kind, codes in _BY_KIND for code in codes.split()}
"""Kinds by GeoNames class and code, such as ``S.DAM``; what is no more (``P.PPLH``) has none."""

# Streams, wadis and hills are many, and mostly bear the names of villages beside them.
_ON_REQUEST = frozenset(["H.CNL", "H.STM", "H.STMS", "H.WAD", "T.HLL", "T.HLLS", "T.PK", "L.LCTY"])
GEONAMES_DEFAULT = frozenset(GEONAMES) - _ON_REQUEST
"""The codes that are taken unless the user asks for others."""
