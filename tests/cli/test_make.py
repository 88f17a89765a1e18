"""The first `make run` on a machine that lacks something says what, once, and leaves nothing in the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NO_VENV = "python3-venv is missing: install it (apt install python3-venv) and run make again."

WITHOUT_PIP = """#!/bin/sh
# What Debian and Ubuntu do without their package python3-venv.
if [ "$1 $2" = "-m venv" ]; then
  "{python}" -m venv --without-pip "$3"
  echo "The virtual environment was not created successfully because ensurepip is not available."
  exit 1
fi
exec "{python}" "$@"
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the Makefile and what it looks at."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(name, tmp_path / name)
    return tmp_path


def make(folder: Path, *arguments: str, python: Path) -> subprocess.CompletedProcess[str]:
    """Run make with a python3 of our own before all others."""
    environment = {**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "MAKEFLAGS": ""}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def python_without_pip(tmp_path: Path) -> Path:
    python = tmp_path / "bin/python3"
    python.parent.mkdir()
    python.write_text(WITHOUT_PIP.format(python=getattr(sys, "_base_executable", sys.executable)))
    python.chmod(0o755)
    return python


def test_without_venv_the_first_start_says_so_and_leaves_nothing(clone: Path, python_without_pip: Path) -> None:
    for _ in range(2):
        done = make(clone, "run", python=python_without_pip)
        assert done.returncode != 0
        assert NO_VENV in done.stderr.splitlines()
        assert "Traceback" not in done.stderr and "No module named pip" not in done.stderr
        assert not (clone / ".venv").exists() and not (clone / ".venv.log").exists()


def test_a_half_made_environment_is_made_anew(clone: Path, python_without_pip: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", clone / ".venv"], check=True)
    (clone / ".venv/ready-to-run").touch()
    done = make(clone, "--dry-run", "run", python=python_without_pip)
    assert "rm -rf .venv" in done.stdout, done.stdout + done.stderr


def test_any_other_failure_is_shown_as_it_is(clone: Path, tmp_path: Path) -> None:
    python = tmp_path / "other/python3"
    python.parent.mkdir()
    python.write_text(
        f'#!/bin/sh\n[ "$1 $2" = "-m venv" ] && {{ echo "No space left on device"; exit 1; }}\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    python.chmod(0o755)
    done = make(clone, "run", python=python)
    assert done.returncode != 0 and "No space left on device" in done.stderr and NO_VENV not in done.stderr
