"""The summary: tables to read, files to reckon with, a plot to look at."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402

from measurements import Row  # noqa: E402


def table(rows: Sequence[Row]) -> str:
    """Rows as text, in columns; numbers stand right."""
    columns = list(rows[0])
    lines = [columns, *(["" if row[column] is None else str(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    is_text = [isinstance(rows[0][column], str) for column in columns]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if text else cell.rjust(width)
            for cell, width, text in zip(line, widths, is_text, strict=True)
        )
        for line in lines
    )


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """Rows as a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_json(path: Path, summary: dict[str, Any]) -> None:
    """All figures as a file."""
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def plot(path: Path, title: str, steps: Sequence[Row], seconds: Sequence[Row]) -> None:
    """Rates and users above, response times below, over the time of the run."""
    at = [row["from_s"] for row in seconds]
    figure, (above, below) = pyplot.subplots(2, 1, sharex=True, figsize=(10, 7), layout="constrained")
    figure.suptitle(title)
    for column, label in (("requests_per_s", "requests"), ("bookings_per_s", "bookings")):
        above.plot(at, [row[column] for row in seconds], label=label)
    above.set_ylabel("per second")
    above.legend(loc="upper left")
    users = above.twinx()
    # The last step reaches as far as the others' lines.
    begins, counts = [row["from_s"] for row in steps], [row["users"] for row in steps]
    users.step([*begins, at[-1]], [*counts, counts[-1]], where="post", color="grey", ls=":")
    users.set_ylabel("users (dotted)")
    users.set_ylim(bottom=0)
    for column, label in (("p50_ms", "p50"), ("p99_ms", "p99"), ("shown_p50_ms", "paid → shown, p50")):
        below.plot(at, [row[column] for row in seconds], label=label)
    below.set_yscale("log")
    below.yaxis.set_major_formatter("{x:g}")
    below.yaxis.set_minor_formatter(lambda value, _place: f"{value:g}" if f"{value:.0e}"[0] in "25" else "")
    below.set_ylabel("ms")
    below.set_xlabel("s")
    below.legend(loc="upper left")
    figure.savefig(path)
