"""What CloudWatch takes for a month: read from the template, and from where the names of the code's metrics are."""

import re
from dataclasses import dataclass
from pathlib import Path

# A row of the table of metrics that the code counts: function, metric, source.
COUNTED = re.compile(r'\(\s*"[a-z-]+",\s*"[A-Z]\w+",\s*"[\w/.-]+\.rs",?\s*\)')


@dataclass(frozen=True)
class Monitoring:
    """How much there is of it."""

    alarms: int
    """Metrics that alarms look at, which is what they are charged by."""
    metrics: int
    """Metrics of ours that can ever be written."""
    dashboards: int

    @staticmethod
    def of(template: str, counted: str, events: int) -> "Monitoring":
        """Count it in the texts of the template and of the table, and the events, which the relay counts by type."""
        if "DetailedMetricsEnabled" in template:
            msg = "metrics for each route of the API are charged, and the model has no price for them"
            raise SystemExit(msg)
        of_alarms = re.findall(r"^      MetricName: |^          MetricStat:$", template, re.MULTILINE)
        filters = re.findall(r"^    Type: AWS::Logs::MetricFilter$", template, re.MULTILINE)
        dashboards = re.findall(r"^    Type: AWS::CloudWatch::Dashboard$", template, re.MULTILINE)
        return Monitoring(len(of_alarms), len(filters) + len(COUNTED.findall(counted)) + events, len(dashboards))

    @staticmethod
    def read(root: Path) -> "Monitoring":
        """Read that of the repository."""
        return Monitoring.of(
            (root / "template.yaml").read_text(encoding="utf-8"),
            (root / "tests" / "template" / "dashboard.rs").read_text(encoding="utf-8"),
            len(list((root / "docs" / "events").glob("*.schema.json"))),
        )
