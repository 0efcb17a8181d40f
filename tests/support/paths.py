"""Where the checkout, its reports and the files of the tests are."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
# The four reports that many tests count on; a territory with its bureaus lies in folders below.
FOUR_REPORTS = sorted(path for path in RAW.iterdir() if path.suffix in (".csv", ".txt"))
FIXTURES = ROOT / "tests" / "fixtures"
GOLDEN = ROOT / "tests" / "golden"


def copy_four_reports(folder: Path) -> None:
    """Copy the four reports with their source cards into a new folder."""
    folder.mkdir(parents=True)
    for path in FOUR_REPORTS:
        shutil.copy(path, folder)
        shutil.copy(path.with_name(f"{path.stem}.source.yml"), folder)
