"""What a release's parameters are, and when its hash is another one."""

import tempfile
import unittest
from pathlib import Path

import parameters

SAMCONFIG = """
version = 0.1
[default.deploy.parameters]
parameter_overrides = "Stage=dev HoldSeconds=60"
[prod.deploy.parameters]
parameter_overrides = "Stage=prod 'Greeting=good day=yes'"
"""


def elf(machine: int, content: bytes = b"") -> bytes:
    """Make what begins like a binary for a machine."""
    return b"\x7fELF".ljust(18, b"\0") + machine.to_bytes(2, "little") + content


class Release(unittest.TestCase):
    """A repository with two stages, and two bootstraps built."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "samconfig.toml").write_text(SAMCONFIG)
        (self.root / "template.yaml").write_text("Resources: {}")
        for binary in ("room", "payment"):
            self.build(binary, elf(0x3E))

    def build(self, binary: str, content: bytes) -> None:
        path = self.root / "target" / "lambda" / binary / "bootstrap"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def hash(self, stage: str = "dev", release: str = "1") -> str:
        return parameters.release_parameters(self.root, stage, release)["DeploymentHash"]

    def test_a_stage_keeps_its_own_parameters_and_a_release_adds_three(self) -> None:
        given = parameters.release_parameters(self.root, "prod", "1")
        self.assertEqual(len(given.pop("DeploymentHash")), 64)
        expected = {"Stage": "prod", "Greeting": "good day=yes", "Architecture": "x86_64", "ReleaseVersion": "1"}
        self.assertEqual(given, expected)

    def test_the_hash_is_the_same_for_the_same_release(self) -> None:
        self.assertEqual(self.hash(), self.hash())

    def test_a_value_of_a_parameter_alone_makes_another_hash(self) -> None:
        before = self.hash()
        (self.root / "samconfig.toml").write_text(SAMCONFIG.replace("HoldSeconds=60", "HoldSeconds=61"))
        self.assertNotEqual(self.hash(), before)

    def test_code_template_and_name_of_the_release_make_another_hash(self) -> None:
        hashes = {self.hash(), self.hash(release="2")}
        (self.root / "template.yaml").write_text("Resources: {A: B}")
        hashes.add(self.hash())
        self.build("room", elf(0x3E, b"another"))
        hashes.add(self.hash())
        self.assertEqual(len(hashes), 4)

    def test_the_architecture_is_that_of_the_bootstraps(self) -> None:
        for binary in ("room", "payment"):
            self.build(binary, elf(0xB7))
        self.assertEqual(parameters.release_parameters(self.root, "dev", "1")["Architecture"], "arm64")

    def test_bootstraps_for_two_architectures_are_refused(self) -> None:
        self.build("room", elf(0xB7))
        with self.assertRaisesRegex(SystemExit, "machines"):
            self.hash()

    def test_without_bootstraps_there_is_no_release(self) -> None:
        for path in self.root.glob("target/lambda/*/bootstrap"):
            path.unlink()
        with self.assertRaisesRegex(SystemExit, "run pipelines/build"):
            self.hash()

    def test_a_stage_that_nobody_configured_is_refused(self) -> None:
        with self.assertRaisesRegex(SystemExit, "no stage test"):
            self.hash(stage="test")


class Repository(unittest.TestCase):
    """The samconfig.toml that is here."""

    def test_every_stage_has_a_section(self) -> None:
        sections = {stage: parameters.section_of(parameters.ROOT, stage)[0] for stage in ("dev", "staging", "prod")}
        self.assertEqual(sections, {"dev": "default", "staging": "staging", "prod": "prod"})


if __name__ == "__main__":
    unittest.main()
