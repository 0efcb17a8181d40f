"""What the figures of an assessment cost: processor time and bytes, each and together, against axes that lay themselves out and PNG.

    python -m benchmarks.figures [--repeat 7]

Medians of the repeats, in one process that has matplotlib loaded; the first figure of a process is told apart.
"""

import argparse
import io
import statistics
import time
from collections.abc import Callable
from typing import Any

from analysis.telling import figures, parts
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.figures.canvas import Canvas
from analysis.telling.fonts import use_font
from tests.support.neighbours import OUTLIER, YEAR, neighbours

_LABELS = (
    "自然人",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
    "予以公开",
    "部分公开",
    "不予公开",
    "无法提供",
    "不予处理",
    "其他处理",
    "结转下年度",
    "本年新收",
    "上年结转",
)


def bare() -> bytes:
    """Fifteen bars with their labels on our own surface."""
    canvas = Canvas(300)
    for n, label in enumerate(_LABELS):
        canvas.text(10, 15 + n * 19, label)
        canvas.rect(150, 8 + n * 19, 20 + n * 10, 12, "#0b5394")
        canvas.text(175 + n * 10, 15 + n * 19, str(n * 37))
    return canvas.svg().encode()


def with_axes(form: str) -> Callable[[], bytes]:
    """The same with axes, constrained layout and ``savefig``, as it was done before."""

    def draw() -> bytes:
        import matplotlib as mpl
        from matplotlib.figure import Figure

        style: Any = {
            "font.family": use_font(),
            "font.size": 10,
            "svg.fonttype": "path",
            "svg.hashsalt": "gouji",
        }
        with mpl.rc_context(style):
            figure = Figure(figsize=(6, 4.2), layout="constrained")
            axes = figure.add_subplot()
            axes.barh(range(len(_LABELS)), [20 + n * 10 for n in range(len(_LABELS))])
            axes.set_yticks(range(len(_LABELS)), _LABELS)
            for n in range(len(_LABELS)):
                axes.text(22 + n * 10, n, str(n * 37), va="center")
            out = io.BytesIO()
            figure.savefig(
                out, format=form, dpi=150, metadata={"Date": None} if form == "svg" else None
            )
        return out.getvalue()

    return draw


def cost(make: Callable[[], Any], repeat: int) -> tuple[float, int]:
    """Median processor time in milliseconds, and bytes."""
    taken = []
    for _ in range(repeat):
        begun = time.process_time()
        made = make()
        taken.append(time.process_time() - begun)
    return statistics.median(taken) * 1000, len(
        made if isinstance(made, bytes) else made.text.encode()
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=7)
    repeat = parser.parse_args().repeat
    data = neighbours()
    begun = time.process_time()
    figures.warm()
    print(f"modules and typeface, once a process: {(time.process_time() - begun) * 1000:.0f} ms\n")
    print(f"{'fifteen bars':28} {'ms':>7} {'bytes':>9}")
    for name, make in (
        ("bare, SVG (ours)", bare),
        ("axes, SVG", with_axes("svg")),
        ("axes, PNG at 150 dpi", with_axes("png")),
    ):
        make()
        print(f"{name:28} {cost(make, repeat)[0]:7.1f} {cost(make, repeat)[1]:9,}")
    for lang in ("zh", "en"):
        told = Assessment(data, f"{OUTLIER}自然资源局", YEAR, lang)
        drawn: dict[str, Callable[[], Any]] = {
            "first page": lambda told=told: parts.first_page(told),
            "flow of requests": lambda told=told: figures.requests_flow(told.view),
            "mix with peers": lambda told=told: parts.outcome_mix(told),
            "grounds": lambda told=told: figures.grounds(told.view),
            "years: counts": lambda told=told: figures.yearly_counts([told.view]),
            "years: shares": lambda told=told: figures.yearly_shares([told.view]),
            "funnel and table of peers": lambda told=told: parts.peers(told),
        }
        print(f"\n{f'assessment, {lang}':28} {'ms':>7} {'bytes':>9}")
        whole = [(name, *cost(make, repeat)) for name, make in drawn.items()]
        for name, taken, size in [
            *whole,
            ("together", sum(t for _, t, _ in whole), sum(s for *_, s in whole)),
        ]:
            print(f"{name:28} {taken:7.1f} {size:9,}")


if __name__ == "__main__":
    main()
