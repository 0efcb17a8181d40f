"""Who reports: counties that there are, with forty agencies each."""

from collections import Counter

import numpy as np
import pandas as pd

from analysis.form.agencies.divisions import Division, ancestors, divisions

# Sector as in form/agencies/agencies.yml, the ending of the name, and how many requests a year one of middling size receives.
BUREAUS = (
    ("natural_resources", "自然资源局", 24.0),
    ("public_security", "公安局", 10.0),
    ("housing", "住房和城乡建设局", 14.0),
    ("market_regulation", "市场监督管理局", 8.0),
    ("education", "教育局", 5.0),
    ("human_resources", "人力资源和社会保障局", 5.0),
    ("agriculture", "农业农村局", 5.0),
    ("transport", "交通运输局", 4.0),
    ("finance", "财政局", 4.0),
    ("development_reform", "发展和改革局", 4.0),
    ("health", "卫生健康局", 4.0),
    ("urban_management", "城市管理局", 6.0),
    ("civil_affairs", "民政局", 3.0),
    ("justice", "司法局", 3.0),
    ("water", "水利局", 3.0),
    ("forestry", "林业局", 3.0),
    ("emergency", "应急管理局", 2.5),
    ("government_services", "行政审批服务局", 2.0),
    ("culture_tourism", "文化和旅游局", 2.0),
    ("medical_insurance", "医疗保障局", 2.0),
    ("industry", "科技和工业信息化局", 2.0),
    ("commerce", "商务局", 1.5),
    ("audit", "审计局", 1.5),
    ("statistics", "统计局", 1.0),
    ("veterans", "退役军人事务局", 1.5),
    ("petitions", "信访局", 1.5),
    ("rural_revitalisation", "乡村振兴局", 1.5),
)
OFFICE, TOWN = 12.0, 3.0  # the same of the government's office and of a town
TOWNS, PER_COUNTY = 11, 40
_FIRST, _SECOND = (
    "东西南北上下大小新安清白青石金龙云双长太",
    "山河桥湖坪溪塘岭林田泉沙港洲坡湾丰平水关",
)
_COLUMNS = ["agency", "county", "division", "kind", "sector", "territory", "scope", "size"]


def counties(n: int) -> list[tuple[Division, str]]:
    """``n`` counties of today with the names their agencies bear: that of the city stands before one that several share.

    Raises
    ------
    ValueError
        If there are not so many.
    """
    there = [
        d
        for d in divisions()
        if d.level == "county" and d.last == 9999 and d.name not in ("市辖区", "县")
    ]
    there = list({d.code: d for d in there}.values())
    if n > len(there):
        raise ValueError(f"there are {len(there)} counties, not {n}: take more years")
    shared = Counter(d.name for d in there)
    step = len(there) / n
    chosen = [there[int(i * step)] for i in range(n)]  # from all provinces
    return [
        (d, ("".join(a.name for a in ancestors(d.code)[:1]) if shared[d.name] > 1 else "") + d.name)
        for d in chosen
    ]


def agencies_of(n: int, seed: int = 1) -> pd.DataFrame:
    """The agencies of ``n`` counties.

    Returns
    -------
    DataFrame
        ``agency, county, division, kind, sector, territory, scope, size``; the government comes last in its county. ``size`` is
        the mean of requests that its kind receives in a year.
    """
    rng, rows = np.random.default_rng([seed, 7]), []
    for division, name in counties(n):
        government = f"{name}人民政府"
        own = [(f"{name}{ending}", "bureau", sector, size) for sector, ending, size in BUREAUS]
        own.append((f"{name}人民政府办公室", "bureau", "government_office", OFFICE))
        own += [(f"{name}{town}人民政府", "town", "", TOWN) for town in _towns(rng)]
        rows += [
            (agency, name, division.code, kind, sector, government, "agency", size)
            for agency, kind, sector, size in own
        ]
        rows.append(
            (government, name, division.code, "government", "", government, "territory", 0.0)
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


def _towns(rng: np.random.Generator) -> list[str]:
    pairs = rng.choice(len(_FIRST) * len(_SECOND), TOWNS, replace=False)
    return [f"{_FIRST[p // len(_SECOND)]}{_SECOND[p % len(_SECOND)]}镇" for p in pairs]
