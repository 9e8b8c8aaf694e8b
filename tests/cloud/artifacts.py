"""The deployment packages of the functions, and the template that names them: what `sam package` makes."""

import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any

from account import REGION, Account

BUCKET = "artifacts"
# Where the template says that a binary's package is.
CODE_URI = re.compile(r"CodeUri: target/lambda/([a-z-]+)/$", re.MULTILINE)
EXECUTABLE = 0o755 << 16


def package(account: Account, template: str, bootstraps: Path) -> str:
    """Uploads the packages, and answers the template that names them."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    binaries = CODE_URI.findall(template)
    if not binaries or template.count("CodeUri:") != len(binaries):
        raise SystemExit("the template has code outside target/lambda/")
    uris = {name: _upload_package(s3, bootstraps / name) for name in sorted(set(binaries))}
    return CODE_URI.sub(lambda found: f"CodeUri: {uris[found.group(1)]}", template)


def upload(account: Account, template: str) -> str:
    """Uploads a template, which is too long for a request, and answers its URL."""
    key = f"template-{hashlib.sha256(template.encode()).hexdigest()[:16]}.yaml"
    account.client("s3").put_object(Bucket=BUCKET, Key=key, Body=template.encode())
    return f"{account.endpoint_url}/{BUCKET}/{key}"


def _upload_package(s3: Any, binary: Path) -> str:
    """A zip archive with the binary as its `bootstrap`, named by what is in it."""
    code = binary.read_bytes()
    entry = zipfile.ZipInfo("bootstrap")
    entry.external_attr = EXECUTABLE
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", compresslevel=1) as package:
        package.writestr(entry, code, compresslevel=1)
    key = f"{binary.name}-{hashlib.sha256(code).hexdigest()[:16]}.zip"
    s3.put_object(Bucket=BUCKET, Key=key, Body=archive.getvalue())
    return f"s3://{BUCKET}/{key}"
