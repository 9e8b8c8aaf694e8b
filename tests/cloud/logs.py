"""What the functions logged, kept for whoever looks for the reason of a failure."""

from pathlib import Path

from account import Account


def save(account: Account, folder: Path) -> None:
    """One file per log group."""
    client = account.client("logs")
    folder.mkdir(parents=True, exist_ok=True)
    groups = client.get_paginator("describe_log_groups").paginate()
    for group in (one["logGroupName"] for page in groups for one in page["logGroups"]):
        pages = client.get_paginator("filter_log_events").paginate(logGroupName=group)
        lines = [event["message"].rstrip("\n") for page in pages for event in page["events"]]
        if lines:
            file = folder / f"{group.rsplit('/', 1)[-1]}.log"
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
