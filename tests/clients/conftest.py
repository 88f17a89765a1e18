"""Installs what makes and checks clients into a folder of its own, once; a failure to install is a failure."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.openapi import spec_of_code

PINNED = Path(__file__).parent
HOME = Path(".venv/clients").absolute()
INSTALL_SECONDS, RUN_SECONDS = 600, 300


def run(
    *command: str | Path, cwd: Path, path: str = "", seconds: int = RUN_SECONDS
) -> subprocess.CompletedProcess[str]:
    """Run a command with what stands in ``path`` before the rest."""
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}", "CI": "1", "NO_COLOR": "1"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )


@dataclass(frozen=True)
class Tools:
    """Where the tools are, and the description they read."""

    folder: Path
    spec: Path

    @property
    def _path(self) -> str:
        return f"{self.folder / 'python/bin'}{os.pathsep}{self.folder / 'node_modules/.bin'}"

    def run(self, *command: str | Path, cwd: Path) -> str:
        """Run a tool and return what it printed; raise AssertionError if it fails."""
        done = run(*command, cwd=cwd, path=self._path)
        assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout[-6_000:]}\n{done.stderr[-3_000:]}"
        return done.stdout + done.stderr


def _install(folder: Path) -> None:
    """Install the pinned tools: Python's with pip, and those of Node with the npm that comes with them."""
    steps = [
        (sys.executable, "-m", "venv", "python"),
        ("python/bin/python", "-m", "pip", "install", "--quiet", "--requirement", PINNED / "requirements.txt"),
        ("python/bin/npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"),
    ]
    for step in steps:
        done = run(*step, cwd=folder, path=str(folder / "python/bin"), seconds=INSTALL_SECONDS)
        if done.returncode:
            raise RuntimeError(f"{step[0]} could not install: {done.stdout[-2_000:]}{done.stderr[-2_000:]}")


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    """The tools, in the versions that stand beside this file."""
    names = ("package.json", "requirements.txt")
    versions = b"".join((PINNED / name).read_bytes() for name in names)
    folder = HOME / hashlib.sha256(versions).hexdigest()[:12]
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name in names:
                shutil.copy(PINNED / name, folder / name)
            _install(folder)
            (folder / "installed").touch()
    spec = tmp_path_factory.mktemp("spec") / "openapi.json"
    spec.write_text(json.dumps(spec_of_code()), encoding="utf-8")
    return Tools(folder, spec)
