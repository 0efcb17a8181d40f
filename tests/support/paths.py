"""Where the checkout, its reports and the files of the tests are."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
FIXTURES = ROOT / "tests" / "fixtures"
GOLDEN = ROOT / "tests" / "golden"
