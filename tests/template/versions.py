"""Checks when SAM makes versions of functions: versions.py TEMPLATE."""

import json
import pathlib
import subprocess
import sys


def versions(*parameters: str) -> set[str]:
    """Which versions the template has, by their logical ids."""
    expand = pathlib.Path(__file__).with_name("expand.py")
    command = [sys.executable, str(expand), sys.argv[1], *parameters]
    # It says at length which of its features it has not.
    expanding = subprocess.run(command, check=False, capture_output=True, text=True)
    if expanding.returncode != 0:
        sys.exit(expanding.stderr)
    resources = json.loads(expanding.stdout)["Resources"].items()
    return {name for name, resource in resources if resource["Type"] == "AWS::Lambda::Version"}


first, second = (versions(f"DeploymentHash={letter * 64}") for letter in "ab")
if not first or first & second:
    sys.exit(f"another DeploymentHash leaves versions: {first & second}")
if versions(f"DeploymentHash={'a' * 64}", "HoldSeconds=60") != first:
    sys.exit("the same DeploymentHash makes other versions")
by_properties = versions()
if by_properties & (first | second) or len(by_properties) != len(first):
    sys.exit("without a DeploymentHash the properties do not decide")
