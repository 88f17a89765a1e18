"""ZIP and gzip files from anyone: looked into, never unpacked under their own names, bounded in every way."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast

from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

MOST_MEMBERS = 200_000
"""An export of thirty years with photos has tens of thousands of files."""

LARGEST_DIRECTORY_BYTES = 32 * 1024 * 1024
"""What the list of members may take: it is read whole, and a member can take as little as 46 bytes."""

LARGEST_TABLE_BYTES = 128 * 1024 * 1024
"""A table or JSON file inside: 100,000 activities with long notes."""

LARGEST_TRACK_BYTES = 64 * 1024 * 1024
"""One recorded activity: several days at a point a second."""

LARGEST_JSON_BYTES = 16 * 1024 * 1024
"""It is held in memory as a whole; a thousand activities take three megabytes."""

_BYTES_A_GROUP, _BYTES_A_VALUE, _MOST_JSON_MEMORY = 64, 110, 48 * 1024 * 1024
"""What an object or list and a value in one take in memory, measured, and what a file may take."""

LARGEST_STREAM_BYTES = 1024 * 1024 * 1024
"""A track that is not packed, and a ZIP file within another: read as a stream, from disk."""

LARGEST_HEALTH_BYTES = 16 * 1024 * 1024 * 1024
"""A health export is read as a stream; ten years of a watch come to a few gigabytes."""

HIGHEST_RATIO = 200
"""Of packed size: repetitive XML reaches about 40, a bomb a thousand."""

_SMALL = 1024 * 1024
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_END_64, _IN_END_64 = b"PK\x06\x07", 0xFFFFFFFF
_BLOCK = 64 * 1024


class Packed:
    """A ZIP file that was found harmless enough to look into."""

    def __init__(self, file: BinaryIO) -> None:
        """Open a ZIP file; raises FileFaultError for one that is broken or larger than any export."""
        _check_directory(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, LookupError, struct.error) as fault:
            raise _broken() from fault
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS:
            raise FileFaultError(why("zip_has_more_files_than", most=MOST_MEMBERS))
        # A name may be empty, and a Mac adds a hidden twin of every file.
        self.members = [
            member for member in members if member.filename and not member.is_dir() and not _is_clutter(member.filename)
        ]

    def named(self, *names: str) -> list[zipfile.ZipInfo]:
        """Return the members with one of these lower-case names in the least deep folder that has any."""
        return self._least_deep([member for member in self.members if base_name(member).lower() in names])

    def ending(self, *ends: str) -> list[zipfile.ZipInfo]:
        """Return the members whose names end so, in lower case, in order of their names."""
        found = [member for member in self.members if base_name(member).lower().endswith(ends)]
        return sorted(found, key=lambda member: member.filename)

    @staticmethod
    def _least_deep(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
        depth = min((member.filename.count("/") for member in members), default=0)
        return [member for member in members if member.filename.count("/") == depth]

    def open(self, member: zipfile.ZipInfo, largest: int) -> IO[bytes]:
        """Return a member as a stream; raises FileFaultError for one that is too large, too dense or locked."""
        if member.flag_bits & 1:
            raise FileFaultError(why("zip_is_locked", name=base_name(member)))
        if member.file_size > largest:
            raise FileFaultError(why("zip_member_too_large", name=base_name(member), most=largest))
        if member.file_size > _SMALL and member.file_size > HIGHEST_RATIO * member.compress_size:
            raise FileFaultError(why("zip_member_too_dense", name=base_name(member)))
        try:
            return self._zip.open(member)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, zlib.error) as fault:
            raise _broken() from fault

    def read(self, member: zipfile.ZipInfo, largest: int) -> BinaryIO:
        """Return the content of a member, which can be rewound; a large one is kept on disk. Raises FileFaultError."""
        unpacked = temporary_file()
        with self.open(member, largest) as stream:
            while block := read_on(stream, _BLOCK):
                unpacked.write(block)
                if unpacked.tell() > largest:
                    raise FileFaultError(why("zip_member_too_large", name=base_name(member), most=largest))
        unpacked.seek(0)
        return unpacked


def _is_clutter(path: str) -> bool:
    name = path.rpartition("/")[2]
    return path.startswith("__MACOSX/") or name.startswith("._") or name in (".DS_Store", "Thumbs.db")


def temporary_file() -> BinaryIO:
    """Return a file to write to, which is on disk once it is large."""
    return cast("BinaryIO", SpooledTemporaryFile(max_size=_SMALL))


def base_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member without its folders."""
    return PurePosixPath(member.filename).name


def bounded_json(body: bytes) -> bytes:
    """Return a JSON text that can be held in memory; raises FileFaultError for one that would take too much."""
    wanted = _BYTES_A_GROUP * (body.count(b"{") + body.count(b"[")) + _BYTES_A_VALUE * body.count(b",")
    if len(body) > LARGEST_JSON_BYTES or wanted > _MOST_JSON_MEMORY:
        raise FileFaultError(why("json_too_large"))
    return body


def read_on(stream: IO[bytes] | gzip.GzipFile, size: int) -> bytes:
    """Return the next ``size`` bytes of a packed stream; raises FileFaultError when it is broken."""
    try:
        return stream.read(size)
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, NotImplementedError, RuntimeError) as fault:
        raise _broken() from fault


def gunzipped(file: BinaryIO) -> BinaryIO:
    """Return what a gzip file holds; raises FileFaultError for one that is broken, too large or too dense."""
    most = max(_SMALL, HIGHEST_RATIO * file.seek(0, io.SEEK_END))
    file.seek(0)
    unpacked = temporary_file()
    with gzip.GzipFile(fileobj=file, mode="rb") as stream:
        while block := read_on(stream, _BLOCK):
            unpacked.write(block)
            if unpacked.tell() > LARGEST_TRACK_BYTES:
                raise FileFaultError(why("unpacks_to_too_much", most=LARGEST_TRACK_BYTES))
            if unpacked.tell() > most:
                raise FileFaultError(why("gz_too_dense"))
    unpacked.seek(0)
    return unpacked


def _check_directory(file: BinaryIO) -> None:
    """Refuse a ZIP file whose list of members alone would fill the memory."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_SIZE:
        raise _broken()
    (directory,) = struct.unpack_from("<L", tail, end + 12)
    if directory == _IN_END_64 or tail.rfind(_END_64, 0, end) >= 0:
        directory = _directory_64(file, tail, end)
    if directory > LARGEST_DIRECTORY_BYTES:
        raise FileFaultError(why("zip_has_too_many_files"))


def _directory_64(file: BinaryIO, tail: bytes, end: int) -> int:
    locator = end - 20
    if locator < 0 or tail[locator : locator + 4] != _END_64:
        return 0
    (offset,) = struct.unpack_from("<Q", tail, locator + 8)
    try:
        file.seek(offset)
        record = file.read(56)
    except (OSError, OverflowError, ValueError) as fault:
        raise _broken() from fault
    if len(record) < 56:
        raise _broken()
    (directory,) = struct.unpack_from("<Q", record, 40)
    return int(directory)


def _broken() -> FileFaultError:
    return FileFaultError(why("cannot_unpack"))
