"""Command: ``python -m benchmarks.synthetic FOLDER --reports 1000 --years 2022-2024 --as html|csv|tables [--seed 1] [--blank 0.1]``."""

import argparse

from . import write_files, write_tables


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.synthetic", description="Write a synthetic corpus."
    )
    parser.add_argument("folder")
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--years", default="2022-2024", help="first-last")
    parser.add_argument("--as", dest="kind", choices=("html", "csv", "tables"), default="html")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--blank", type=float, default=0.1)
    given = parser.parse_args()
    first, _, last = given.years.partition("-")
    years = range(int(first), int(last or first) + 1)
    if given.kind == "tables":
        write_tables(given.folder, given.reports, years, given.seed, given.blank)
    else:
        write_files(given.folder, given.reports, years, given.seed, given.kind, given.blank)


if __name__ == "__main__":
    main()
