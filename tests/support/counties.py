"""A county of forty agencies over two years, made up, as reports that the readers read."""

import random
from pathlib import Path

from analysis.assessing.dataset import Dataset
from analysis.checking import check_reports
from analysis.running.corpus import load_reports
from analysis.running.tables import build_dataset
from tests.support import layouts

COUNTY = "湘乡市"
# Names of offices as any county has them; the figures below are made up.
OFFICES = [
    "发展和改革局",
    "教育局",
    "科技和工业信息化局",
    "民族宗教事务局",
    "公安局",
    "民政局",
    "司法局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源局",
    "住房和城乡建设局",
    "交通运输局",
    "水利局",
    "农业农村局",
    "商务局",
    "文化旅游广电体育局",
    "卫生健康局",
    "退役军人事务局",
    "应急管理局",
    "审计局",
    "市场监督管理局",
    "统计局",
    "医疗保障局",
    "城市管理和综合执法局",
    "林业局",
    "信访局",
    "行政审批服务局",
    "人民政府办公室",
    "经济开发区管理委员会",
    "望春门街道办事处",
    "新湘路街道办事处",
    "昆仑桥街道办事处",
    "东山街道办事处",
    "山枣镇人民政府",
    "东郊乡人民政府",
    "棋梓镇人民政府",
    "虞唐镇人民政府",
    "中沙镇人民政府",
    "毛田镇人民政府",
    "白田镇人民政府",
]
ODD = "林业局"  # grants far less than the others
BROKEN = (
    "民族宗教事务局",
    "自然资源局",
    "商务局",
    "统计局",
)  # their total received is ten too high in 2022
ILLEGIBLE = "民政局"
_MIX = {
    "granted": 0.55,
    "partly_granted": 0.12,
    "refused.other_law": 0.08,
    "unavailable.not_held": 0.15,
    "unprocessed.complaint": 0.06,
    "other.other": 0.04,
}


def cells_of(rnd: random.Random, office: str, size: int, broken: bool = False) -> dict[str, object]:
    """The cells of one agency with ``size`` requests concluded."""
    cells = dict.fromkeys(layouts.figures(), 0)
    weights = {**_MIX, "granted": 0.05} if office == ODD else _MIX
    results = {item: [0, 0] for item in weights}
    for item in rnd.choices(list(weights), list(weights.values()), k=size):
        results[item][rnd.random() < 0.15] += 1
    people, business = (sum(v[k] for v in results.values()) for k in (0, 1))
    waiting = size // 12
    for item, (a, b) in {
        **results,
        "concluded": (people, business),
        "carried_out": (waiting, 0),
        "received": (people + waiting, business),
    }.items():
        cells |= {
            f"requests/{item}/natural_person": a,
            f"requests/{item}/business": b,
            f"requests/{item}/total": a + b,
        }
    if broken:
        cells["requests/received/total"] = int(str(cells["requests/received/total"])) + 10
    if office == ILLEGIBLE:
        cells["requests/granted/total"] = "约9"
    return cells


def write(folder: Path, county: str = COUNTY) -> list[Path]:
    """The reports as text files: forty agencies for 2022, most of them for 2021, and the
    government's report over all.
    """
    rnd, paths = random.Random(7), []
    for year in (2021, 2022):
        for k, office in enumerate(OFFICES):
            size = 60 if office == ODD else 0 if k % 7 == 6 else int(rnd.lognormvariate(2.6, 1.1))
            cells = cells_of(rnd, office, size, broken=year == 2022 and office in BROKEN)
            if year == 2021 and k % 9 == 0:
                continue
            said = f"全年接受群众咨询{100 + k}余次，未收取任何费用。办理人大代表建议{k + 1}件。"
            text = layouts.flattened(cells, agency=county + office, year=year).replace(
                "本年情况如下。", said
            )
            paths.append(folder / f"{k:02d}-{year}.txt")
            paths[-1].write_text(text, encoding="utf-8")
    whole = {
        code: value * 60 if isinstance(value, int) else value
        for code, value in layouts.figures().items()
    }
    paths.append(folder / "government-2022.txt")
    paths[-1].write_text(
        layouts.flattened(whole, agency=f"{county}人民政府", year=2022), encoding="utf-8"
    )
    return paths


def dataset(folder: Path) -> Dataset:
    """The same, read and checked."""
    write(folder)
    corpus = load_reports(folder)
    assert corpus.problems == []
    return build_dataset(corpus.reports, check_reports(corpus.reports))
