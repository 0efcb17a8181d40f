"""Forty county bureaus of one sector and year, with figures drawn from a fixed seed: peers to look
at and to test with.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from analysis import read_report
from analysis.assessing.dataset import Dataset
from analysis.checking import check_reports
from analysis.form import get_form
from analysis.running.tables import build_dataset
from tests.support import layouts

COUNTIES = [
    "湘潭县",
    "韶山市",
    "湘乡市",
    "浏阳市",
    "宁乡市",
    "长沙县",
    "醴陵市",
    "攸县",
    "茶陵县",
    "炎陵县",
    "衡阳县",
    "衡南县",
    "衡山县",
    "衡东县",
    "祁东县",
    "耒阳市",
    "常宁市",
    "邵东市",
    "新邵县",
    "邵阳县",
    "隆回县",
    "洞口县",
    "绥宁县",
    "新宁县",
    "城步苗族自治县",
    "武冈市",
    "岳阳县",
    "华容县",
    "湘阴县",
    "平江县",
    "汨罗市",
    "临湘市",
    "安乡县",
    "汉寿县",
    "澧县",
    "临澧县",
    "桃源县",
    "石门县",
    "津市市",
    "慈利县",
]
YEAR = 2022
OUTLIER = "平江县"  # grants far less than the others
SMALL = "炎陵县"  # three requests
_ENDS = (
    "granted",
    "partly_granted",
    "refused.third_party",
    "unavailable.not_held",
    "unavailable.not_compiled",
    "unprocessed.complaint",
)


@cache
def neighbours(count: int = 40, year: int = YEAR) -> Dataset:
    """The dataset of the first ``count`` bureaus."""
    draw = np.random.default_rng(7)
    with TemporaryDirectory() as folder:
        reports = []
        for number, county in enumerate(COUNTIES[:count]):
            path = Path(folder) / f"{number}.txt"
            path.write_text(
                layouts.flattened(_cells(draw, county), agency=f"{county}自然资源局", year=year),
                encoding="utf-8",
            )
            reports.append(read_report(path))
        return build_dataset(reports, check_reports(reports))


def _cells(draw: np.random.Generator, county: str) -> dict[str, object]:
    received = 3 if county == SMALL else int(draw.lognormal(3.6, 0.8)) + 6
    granted = 0.15 if county == OUTLIER else float(draw.beta(12, 6))
    rest = draw.dirichlet([2, 3, 8, 3, 2]) * (1 - granted)
    carried = int(draw.binomial(received, 0.04)) if received > 5 else 0
    ends = dict(zip(_ENDS, draw.multinomial(received - carried, [granted, *rest]), strict=True))
    rows = ends | {"received": received, "concluded": received - carried, "carried_out": carried}
    cells: dict[str, object] = dict.fromkeys(get_form("2021").by_code, 0)
    for item, total in rows.items():
        cells |= {
            f"requests/{item}/natural_person": int(total),
            f"requests/{item}/total": int(total),
        }
    reviews = draw.binomial(received, 0.08)
    cells |= {"remedies/review/upheld": int(reviews), "remedies/review/total": int(reviews)}
    return cells
