"""The template's parameters for a release of a stage, one `Name=value` a line.

They are those of the stage in samconfig.toml, which `sam deploy --parameter-overrides` would otherwise replace, and
what only a release knows: its name, the architecture that was built, and a hash of all that it consists of.
"""

import argparse
import hashlib
import json
import shlex
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# e_machine of an ELF header, by the ABI's list.
MACHINES = {0x3E: "x86_64", 0xB7: "arm64"}


def overrides(section: dict[str, Any]) -> dict[str, str]:
    """Read the parameters that a section of samconfig.toml overrides."""
    text = section["deploy"]["parameters"]["parameter_overrides"]
    return dict(pair.split("=", 1) for pair in shlex.split(text))


def section_of(root: Path, stage: str) -> tuple[str, dict[str, Any]]:
    """Find the section of samconfig.toml that deploys a stage: `default` for one of them."""
    config = tomllib.loads((root / "samconfig.toml").read_text(encoding="utf-8"))
    for name, section in config.items():
        if isinstance(section, dict) and overrides(section).get("Stage") == stage:
            return name, section
    msg = f"samconfig.toml deploys no stage {stage}"
    raise SystemExit(msg)


def architecture(bootstraps: list[Path]) -> str:
    """Tell what the bootstraps were built for, by their headers."""
    machines = {int.from_bytes(path.read_bytes()[18:20], "little") for path in bootstraps}
    if len(machines) != 1 or not machines <= MACHINES.keys():
        msg = f"target/lambda has bootstraps for machines {sorted(machines)}, not for one of {list(MACHINES)}"
        raise SystemExit(msg)
    return MACHINES[machines.pop()]


def deployment_hash(root: Path, files: list[Path], parameters: dict[str, str]) -> str:
    """Hash all that makes the functions what they are: code, template, values of parameters.

    SAM publishes a version of a function, and moves its alias, when its properties change as they are written, and
    `!Ref HoldSeconds` is written the same whatever the value. So every function has this hash as its
    `AutoPublishCodeSha256`, which SAM resolves.
    """
    hashes = {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return hashlib.sha256(json.dumps([parameters, hashes], sort_keys=True).encode()).hexdigest()


def release_parameters(root: Path, stage: str, release: str) -> dict[str, str]:
    """Put together all parameters of a release."""
    _, section = section_of(root, stage)
    bootstraps = sorted((root / "target" / "lambda").glob("*/bootstrap"))
    if not bootstraps:
        msg = "target/lambda has no bootstraps: run pipelines/build"
        raise SystemExit(msg)
    parameters = overrides(section) | {"Architecture": architecture(bootstraps), "ReleaseVersion": release}
    hashed = deployment_hash(root, [root / "template.yaml", *bootstraps], parameters)
    return parameters | {"DeploymentHash": hashed}


def main() -> None:
    """Print the parameters, or a setting of the stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", help="the stage as its parameter Stage has it")
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--release", help="print the parameters of this release")
    wanted.add_argument("--setting", choices=["config_env", "stack_name", "region"], help="print this one instead")
    given = parser.parse_args()
    if given.release is not None:
        for name, value in release_parameters(ROOT, given.stage, given.release).items():
            print(f"{name}={value}")
    else:
        name, section = section_of(ROOT, given.stage)
        print(({"config_env": name} | section["deploy"]["parameters"])[given.setting])


if __name__ == "__main__":
    main()
