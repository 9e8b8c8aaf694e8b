"""An AWS account in a region, and where its services answer."""

from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

REGION = "ap-northeast-2"
ACCOUNT_ID = "123456789012"
# Nobody's: they are good for the services on this machine alone.
SECRET_KEY = "local"  # noqa: S105

_CONFIG = Config(
    region_name=REGION,
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=5,
    read_timeout=60,
    s3={"addressing_style": "path"},
    max_pool_connections=20,
)


@dataclass(frozen=True)
class Account:
    """The owner's view: the owner may do everything, so what is denied was denied to a function."""

    endpoint_url: str

    def client(self, service: str) -> Any:
        """A client whose requests are signed, as AWS asks for it."""
        session: Any = boto3.Session(aws_access_key_id=ACCOUNT_ID, aws_secret_access_key=SECRET_KEY)
        return session.client(service, endpoint_url=self.endpoint_url, config=_CONFIG)
