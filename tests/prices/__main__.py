"""Checks that the tables of docs/cost.md are what the model makes of its inputs; --write writes them."""

import argparse
import re
import sys

from model import ROOT, Inputs
from tables import TABLES

DOCUMENT = ROOT / "docs" / "cost.md"


def filled(text: str, inputs: Inputs) -> str:
    """Fill in every table between its marks."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name} -->\n", "<!-- end -->\n"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        lines = "".join(f"{line}\n" for line in table(inputs))
        text, count = pattern.subn(lambda _, new=begin + lines + end: new, text)
        if count != 1:
            sys.exit(f"docs/cost.md has {count} places for the table `{name}`, not one")
    return text


def main() -> None:
    """Check, or write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the tables instead")
    is_writing = parser.parse_args().write
    text = DOCUMENT.read_text(encoding="utf-8")
    fresh = filled(text, Inputs.read())
    if is_writing:
        DOCUMENT.write_text(fresh, encoding="utf-8")
    elif fresh != text:
        sys.exit("the tables of docs/cost.md are not what its inputs make: tests/prices/run --write")


if __name__ == "__main__":
    main()
