"""SVG in fewer bytes: outlines in the font's own units, relative to each other.

Glyphs are outlines, so that no font is needed where the page is read. They are most of the bytes,
and written so they take half of what matplotlib writes.
"""

import re
from functools import lru_cache

_EM = 6.4  # matplotlib writes an outline in 6,400 units to the em, the font has 1,000


def smaller(svg: str) -> str:
    """The same drawing in fewer bytes: no prologue, no metadata, outlines in whole font units.

    Parameters
    ----------
    svg : str
        The drawing as matplotlib writes it.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(
        r"\s*<metadata>.*?</metadata>|\s*<!--.*?-->", "", svg, flags=re.S
    )  # comments repeat every text
    svg = re.sub(
        r'(<path id="[^"]*" d=")([^"]*)(" transform="scale\()0\.015625(\)")',
        lambda m: f"{m[1]}{_relative(m[2])}{m[3]}0.1{m[4]}",
        svg,
    )
    svg = re.sub(
        r'(?<= d=")[^"]*',
        lambda m: re.sub(r"\s*\n\s*|\s+(?=[A-Za-z])|(?<=[A-Za-z])\s+", "", m[0].strip()),
        svg,
    )
    # The place of each glyph in its line.
    svg = re.sub(r'(<use [^>]*?)transform="translate\(([-\d.]+) 0\)"', r'\1x="\2"', svg)
    names = {
        name: f"g{n}"
        for n, name in enumerate(dict.fromkeys(re.findall(r'id="([^"]*-[0-9a-f]+)" d=', svg)))
    }
    svg = re.sub(r'(?<=")(#?)([^"#]*-[0-9a-f]+)(?=")', lambda m: m[1] + names.get(m[2], m[2]), svg)
    return re.sub(r">\s+<", "><", svg).strip()


@lru_cache(maxsize=4096)
def _relative(path: str) -> str:
    """An outline as relative steps in font units, each rounded from the end of the last."""
    done, here, start = [], (0, 0), (0, 0)
    for step, text in re.findall(r"([MLQCz])([^MLQCz]*)", path):
        numbers = [round(float(v) / _EM) for v in text.split()]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if step == "z":
            done.append("z")
            here = start
            continue
        steps = [v for x, y in points for v in (x - here[0], y - here[1])]
        if step == "L" and 0 in steps:
            done.append(f"h{steps[0]}" if steps[1] == 0 else f"v{steps[1]}")
        else:
            done.append(step.lower() + " ".join(map(str, steps)).replace(" -", "-"))
        here = points[-1]
        start = here if step == "M" else start
    return "".join(done)
