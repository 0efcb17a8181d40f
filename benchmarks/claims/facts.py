"""Figures of an imagined report, under short names, and its cells."""

import random
from dataclasses import dataclass

import pandas as pd

from analysis.form import get_form
from analysis.recognising.report import CELL_COLUMNS

_LEAVES = {
    "grant": "granted",
    "part": "partly_granted",
    "secret": "refused.state_secret",
    "otherlaw": "refused.other_law",
    "safety": "refused.safety_stability",
    "third": "refused.third_party",
    "internal": "refused.internal_affairs",
    "delib": "refused.deliberative",
    "file": "refused.enforcement_file",
    "query": "refused.administrative_query",
    "nothold": "unavailable.not_held",
    "notcomp": "unavailable.not_compiled",
    "unclear": "unavailable.unclear",
    "complaint": "unprocessed.complaint",
    "repeat": "unprocessed.repeated",
    "publ": "unprocessed.publication",
    "excess": "unprocessed.excessive",
    "reissue": "unprocessed.reissue",
    "notcorr": "other.not_corrected",
    "feeun": "other.fee_unpaid",
    "other3": "other.other",
}
_GROUPS = {
    "refuse": "refused.",
    "unavail": "unavailable.",
    "unproc": "unprocessed.",
    "other": "other.",
}
_APPLICANTS = {
    "nat": "natural_person",
    "biz": "business",
    "res": "research",
    "pub": "public_interest",
    "law": "legal_services",
    "lother": "other",
}
_RESULTS = {"u": "upheld", "c": "corrected", "o": "other", "p": "pending"}
_SUITS = {"rv": "review", "sd": "suit_direct", "sa": "suit_after_review", "s": "suit_*"}
_DISCLOSURE = {
    "regi": "regulations/issued",
    "regr": "regulations/repealed",
    "regf": "regulations/in_force",
    "ndi": "normative_documents/issued",
    "ndr": "normative_documents/repealed",
    "ndf": "normative_documents/in_force",
    "lic": "licences/decisions",
    "pen": "penalties/decisions",
    "coe": "coercion/decisions",
    "fee": "fees/amount",
}
RECEIVED, CARRIED_IN = "requests/received/total", "requests/carried_in/total"
EITHER = "requests/received/total | requests/concluded/total"
CONCLUDED, CARRIED_OUT = "requests/concluded/total", "requests/carried_out/total"


def _targets() -> dict[str, str]:
    """The target of each short name, as ``read_claims`` writes it."""
    found = {name: f"requests/{row}/total" for name, row in _LEAVES.items()}
    found |= {name: f"requests/{row}*/total" for name, row in _GROUPS.items()}
    found |= {name: f"requests/received/{column}" for name, column in _APPLICANTS.items()}
    found |= {name: f"disclosure/{code}" for name, code in _DISCLOSURE.items()}
    found |= {"recv": RECEIVED, "in": CARRIED_IN, "done": CONCLUDED, "out": CARRIED_OUT}
    found |= {"legal": "requests/received/legal_persons", "sum": f"{RECEIVED} + {CARRIED_IN}"}
    found |= {"gp": f"{found['grant']} + {found['part']}"}
    for name, item in _SUITS.items():
        found[name] = f"remedies/{item}/total"
        found |= {name + r: f"remedies/{item}/{column}" for r, column in _RESULTS.items()}
    ended = [found[f"rv{r}"] for r in "uco"]
    found["shelf"] = found["ndf"]  # a library that does not hold this year's documents yet
    return found | {"rvdone": " + ".join(ended), "hand": EITHER, "either": EITHER}


TARGETS = _targets()


@dataclass(frozen=True)
class Facts:
    """Figures by short name; a sum of cells has a name as well."""

    values: dict[str, float]

    def cells(self, shift: int = 0) -> pd.DataFrame:
        """The cells of the report that prints these figures, each moved by ``shift``."""
        by_code = {
            target: self.values[name]
            for name, target in TARGETS.items()
            if not set(target) & set("*+|") and name not in ("legal", "shelf")
        }
        by_code["requests/carried_in/natural_person"] = self.values["in"]
        rows = []
        for code in get_form("2021").by_code:
            table, item, column = code.split("/")
            value = float(by_code.get(code, 0)) + shift
            row = {"table": table, "item": item, "column": column, "value": value}
            rows.append(row | {"status": "stated", "printed": f"{value:g}"})
        return pd.DataFrame(rows).reindex(columns=CELL_COLUMNS)


def make_facts(flags: set[str], rng: random.Random) -> Facts:
    """Figures of a report that is right in itself.

    Parameters
    ----------
    flags : set of str
        What is so of it, as the head of ``wordings.txt`` says: ``no_carry``, ``nothing``, …
    rng : random.Random
        Where chance comes from.
    """
    v: dict[str, float] = {name: rng.randint(11, 60) for name in _APPLICANTS}
    v["nat"] += rng.choice((100, 900, 2000))
    if "only_natural" in flags:
        v |= dict.fromkeys([n for n in _APPLICANTS if n != "nat"], 0)
    if "nothing" in flags:
        v |= dict.fromkeys(_APPLICANTS, 0)
    v["recv"] = sum(v[n] for n in _APPLICANTS)
    v["legal"] = v["recv"] - v["nat"]
    v["in"], v["out"] = rng.randint(2, 8), rng.randint(9, 17)
    if flags & {"no_carry", "nothing"}:
        v["in"] = v["out"] = 0
    v["either"] = v["recv"]
    v["sum"] = v["recv"] + v["in"]
    v["done"] = v["hand"] = v["sum"] - v["out"]
    v |= _outcomes(v["done"], flags, rng)
    v |= _remedies(flags, rng)
    v |= {name: rng.randint(3, 90) for name in _DISCLOSURE}
    v |= {"lic": rng.randint(100, 5000), "pen": rng.randint(100, 5000)}
    v |= {"fee": rng.randint(100, 99999) / 100, "ndf": v["ndi"] + rng.randint(100, 400)}
    for flag, names in (("no_docs", "regi ndi"), ("no_acts", "pen coe"), ("no_fees", "fee")):
        if flag in flags:
            v |= dict.fromkeys(names.split(), 0)
    v["shelf"] = v["ndf"] - v["ndi"]
    return Facts(v)


def _outcomes(done: float, flags: set[str], rng: random.Random) -> dict[str, float]:
    v = dict.fromkeys(_LEAVES, 0.0)
    only = next((f[5:] for f in flags if f.startswith("only_") and f[5:] in _LEAVES), None)
    weights = [6 if name in ("grant", "part", "nothold") else 1 for name in _LEAVES]
    for name in rng.choices(list(_LEAVES), weights, k=int(done)):
        v[only or name] += 1
    for group, begin in _GROUPS.items():
        v[group] = sum(v[n] for n, row in _LEAVES.items() if row.startswith(begin))
    return v | {"gp": v["grant"] + v["part"]}


def _remedies(flags: set[str], rng: random.Random) -> dict[str, float]:
    v: dict[str, float] = {}
    for name in ("rv", "sd", "sa"):
        v |= {name + r: rng.randint(1, 20) for r in _RESULTS}
        group = [name, "s"] if name != "rv" else ["rv"]
        if flags & {"no_remedies", "nothing", "no_suits" if name != "rv" else "no_reviews"}:
            v |= dict.fromkeys([name + r for r in _RESULTS], 0)
        if "no_corrected" in flags:
            v[name + "c"] = 0
        for result, column in _RESULTS.items():
            if {f"{g}_{column}" for g in group} & flags:
                v |= {name + r: 0 if r != result else rng.randint(3, 20) for r in _RESULTS}
        if f"{name}_one_upheld" in flags:
            v |= {name + r: float(r == "u") for r in _RESULTS}
        v[name] = sum(v[name + r] for r in _RESULTS)
    for r in ("", *_RESULTS):
        v["s" + r] = v["sd" + r] + v["sa" + r]
    return v | {"rvdone": v["rv"] - v["rvp"]}
