"""Messages of FIT files, of which only the fields that a run needs are decoded: the library decodes every one."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from functools import cache
from typing import Any

from fitdecode import DefaultDataProcessor, FitReader, profile
from fitdecode.exceptions import FitEOFError
from fitdecode.types import BASE_TYPE_BYTE

FIELDS = {
    "file_id": ("type", "serial_number"),
    "activity": ("timestamp", "local_timestamp"),
    "session": (
        "sport",
        "sub_sport",
        "start_time",
        "total_distance",
        "total_elapsed_time",
        "total_timer_time",
        "avg_running_cadence",
        "avg_cadence",
        "timestamp",
        "sport_profile_name",
    ),
    "sport": ("sport", "sub_sport"),
    "lap": ("sport", "sub_sport", "total_distance"),
    "record": ("timestamp", "distance", "compressed_speed_distance", "position_lat", "position_long"),
}
"""What is decoded of each message, and of every other the time alone, from which shorter times are counted."""

_CLOCKS = frozenset({"date_time", "local_date_time"})
_WHOLE = (profile.MESG_NUM_DEVELOPER_DATA_ID, profile.MESG_NUM_FIELD_DESCRIPTION)
_BLOCK = 16 * 1024


class Clocks(DefaultDataProcessor):  # type: ignore[misc]  # the library has no types
    """Makes times of seconds and leaves every other value as it is: it is asked for each field of each record."""

    def on_process_type(self, reader: Any, field_data: Any) -> None:
        if field_data.type.name in _CLOCKS:
            super().on_process_type(reader, field_data)

    def on_process_field(self, reader: Any, field_data: Any) -> None:
        """Leave it."""

    def on_process_unit(self, reader: Any, field_data: Any) -> None:
        """Leave it."""


class NeededFieldsReader(FitReader):  # type: ignore[misc]  # the library has no types
    """Reads a message at once, by a layout that is compiled with its definition and passes over what nobody needs."""

    _crc: int

    def __init__(self, *given: Any, **options: Any) -> None:
        self._layouts: dict[int, _Layout] = {}
        self._not_summed = bytearray()
        super().__init__(*given, **options)

    def _reset_per_fit_state(self) -> None:
        super()._reset_per_fit_state()
        self._not_summed.clear()

    def _read_definition_message(self, header_chunk: bytes, record_header: Any) -> Any:
        message = super()._read_definition_message(header_chunk, record_header)
        self._layouts[message.local_mesg_num] = _Layout(message)
        return message

    def _read_data_message_raw_values(self, def_mesg: Any) -> tuple[list[bytes], Sequence[Any]]:
        layout = self._layouts[def_mesg.local_mesg_num]
        chunk = self._read_bytes(layout.size) if layout.size else b""
        return [chunk], layout.values_in(chunk)

    def _read_bytes(self, size: int) -> bytes:
        """Return the next bytes; their check sum is reckoned a block at a time, which is quicker than one by one."""
        chunk: bytes = self._fd.read(size)
        if len(chunk) != size:
            raise FitEOFError(size, len(chunk), self._read_offset)
        self._not_summed += chunk
        if len(self._not_summed) >= _BLOCK:
            self._sum_up()
        self._chunk_size += size
        self._read_offset += size
        self._read_size += size
        return chunk

    def _read_crc(self) -> Any:
        self._sum_up()
        return super()._read_crc()

    def _sum_up(self) -> None:
        self._crc = check_sum(bytes(self._not_summed), self._crc)
        self._not_summed.clear()


class _Layout:
    """Where the needed fields of a message stand; its definition keeps these alone."""

    def __init__(self, message: Any) -> None:
        needed, codes, count = [], [], 0
        self._places: list[tuple[int, int, Any, bool]] = []
        for field in message.field_defs:
            parts = field.size // field.base_type.size
            if not parts or not _is_needed(message, field):
                codes.append(f"{field.size}x")
                continue
            codes.append(f"{parts}{field.base_type.fmt}")
            values = 1 if field.base_type.fmt == "s" else parts
            is_one = values == 1 and field.base_type is not BASE_TYPE_BYTE
            self._places.append((count, count + values, field.base_type, is_one))
            count += values
            needed.append(field)
        codes += [f"{field.size}x" for field in message.dev_field_defs]
        message.field_defs[:] = needed
        message.dev_field_defs.clear()
        self._struct = struct.Struct(message.endian + "".join(codes))
        self.size = self._struct.size

    def values_in(self, chunk: bytes) -> list[Any]:
        """Return the values of the needed fields, ``None`` for one that is marked as not known."""
        raw = self._struct.unpack(chunk)
        return [
            base.parse(raw[start])
            if is_one
            else base.parse(raw[start:stop])
            if base is BASE_TYPE_BYTE
            else tuple(map(base.parse, raw[start:stop]))
            for start, stop, base, is_one in self._places
        ]


def _is_needed(message: Any, field: Any) -> bool:
    if message.global_mesg_num in _WHOLE or field.def_num == profile.FIELD_NUM_TIMESTAMP:
        return True
    return field.field is not None and field.field.name in FIELDS.get(message.name, ())


def _table() -> list[int]:
    """Return what the check sum of FIT (CRC-16/ARC) makes of each byte."""
    table = []
    for crc in range(0x100):
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
        table.append(crc)
    return table


_OF_BYTE = _table()


@cache
def _of_two_bytes() -> array[int]:
    after_one = [two >> 8 ^ _OF_BYTE[two & 0xFF] for two in range(0x10000)]
    return array("H", (crc >> 8 ^ _OF_BYTE[crc & 0xFF] for crc in after_one))


def check_sum(body: bytes, crc: int = 0) -> int:
    """Return the check sum of FIT over a body that follows one of this check sum."""
    table, half = _of_two_bytes(), len(body) // 2
    for two in struct.unpack(f"<{half}H", body[: 2 * half]):
        crc = table[crc ^ two]
    for byte in body[2 * half :]:
        crc = crc >> 8 ^ _OF_BYTE[(crc ^ byte) & 0xFF]
    return crc
