"""Processes on a disk that fails or fills up and with a clock that jumps, through a library that is preloaded."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

SOURCE = Path(__file__).with_name("faults.c")
_SWITCHES = "=3q"


class Faults:
    """Switches for processes that are started with ``environment``; ``below`` is the folder whose files they hit."""

    def __init__(self, folder: Path, below: Path) -> None:
        self.folder = folder
        self.below = below
        self.durable = folder / "durable"
        self.durable.mkdir(parents=True)
        self._set = [0, 0, 0]
        (folder / "switches").write_bytes(struct.pack(_SWITCHES, *self._set))

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "LD_PRELOAD": str(_library(self.folder)),
            "FOREFOOT_FAULTS": str(self.folder),
            "FOREFOOT_FAULTS_BELOW": f"{self.below}/",
        }

    def syncs_fail(self, on: bool) -> None:
        """Let every sync of a file report an error, or none."""
        self._turn(0, int(on))

    def disk_is_full(self, on: bool) -> None:
        """Let every write to a file find no space, or find it again."""
        self._turn(1, int(on))

    def clock_is_off_by(self, seconds: float) -> None:
        """Move the clock of the day."""
        self._turn(2, int(seconds))

    def after_power_cut(self, url: str) -> str:
        """Return the URL of what is left on disk once all is lost that was never synced."""
        return f"sqlite:///{self.durable / Path(str(make_url(url).database)).name}"

    def start_with(self, url: str) -> None:
        """Take what is there now as synced."""
        file = Path(str(make_url(url).database))
        shutil.copy(file, self.durable / file.name)

    def _turn(self, which: int, value: int) -> None:
        self._set[which] = value
        with (self.folder / "switches").open("r+b") as file:
            file.write(struct.pack(_SWITCHES, *self._set))


def _library(folder: Path) -> Path:
    """Return the library, compiled once for each test: it takes less than a second."""
    made = folder / "faults.so"
    if not made.exists():
        compiler = os.environ.get("CC") or (sysconfig.get_config_var("CC") or "cc").split()[0]
        found = shutil.which(compiler) or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        assert found is not None, "needs a C compiler for the library that lets a disk fail"
        subprocess.run([found, "-O1", "-shared", "-fPIC", "-o", made, SOURCE, "-ldl"], check=True)
    return made


class SmallDisk:
    """A disk of its own that can be filled up: a real one where this machine lets us mount it."""

    def __init__(self, folder: Path, faults: Faults, is_real: bool) -> None:
        self.folder = folder
        self.is_real = is_real
        self.faults = faults
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave no space."""
        if not self.is_real:
            self.faults.disk_is_full(True)
            return
        with self._filler.open("wb", buffering=0) as filler:
            try:
                while filler.write(b"\0" * 4096):
                    pass
            except OSError:
                return

    def clear(self) -> None:
        """Give the space back."""
        self.faults.disk_is_full(False)
        self._filler.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Give a disk of 48 MB, or, where none can be mounted, a folder whose writes can be made to find no space."""
    below = Path(tempfile.mkdtemp(dir=folder))
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=48m", "forefoot-test", str(below)]
    is_real = mount is not None and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield SmallDisk(below, Faults(folder / "faults", below), is_real)
    finally:
        if is_real:
            subprocess.run(["umount", "--lazy", str(below)], check=True)
