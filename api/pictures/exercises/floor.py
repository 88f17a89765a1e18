"""The exercises that are done on the floor, drawn from the side."""

from __future__ import annotations

from collections.abc import Mapping

from api.pictures.exercises.parts import arm, arrow, disc, far, feel, ground, leg, trunk


def _downward_dog() -> str:
    hip, shoulder = (168, 78), (112, 124)
    return (
        ground()
        + far(leg(hip, (202, 124), (228, 166), (208, 177)))
        + leg(hip, (198, 124), (220, 166), (200, 177))
        + trunk(shoulder, hip, (118, 150))
        + arm(shoulder, (88, 150), (62, 176))
        + feel((202, 132), (216, 156))
        + arrow((168, 58), (184, 36))
        + arrow((246, 148), (246, 174))
    )


def _foam_rolled_calves() -> str:
    hip, shoulder = (106, 158), (82, 114)
    return (
        ground()
        + disc((190, 168), 13)
        + far(leg(hip, (140, 138), (166, 174), (186, 177)))
        + leg(hip, (156, 152), (216, 148), (222, 128))
        + trunk(shoulder, hip, (80, 90))
        + arm(shoulder, (60, 144), (56, 176))
        + feel((176, 155), (204, 153))
        + arrow((164, 122), (212, 122), both=True)
    )


def _glute_bridge() -> str:
    hip, shoulder = (150, 132), (92, 168)
    return (
        ground()
        + far(arm(shoulder, (118, 176), (146, 176)))
        + leg(hip, (202, 112), (206, 172), (226, 177))
        + trunk(shoulder, hip, (66, 168))
        + arm(shoulder, (116, 176), (146, 177))
        + feel((148, 142), (164, 136))
        + arrow((150, 110), (150, 76))
    )


def _side_lying_leg_raise() -> str:
    hip, shoulder = (154, 162), (100, 160)
    return (
        ground()
        + far(leg(hip, (196, 174), (164, 177), (150, 176)))
        + far(arm(shoulder, (74, 176), (40, 177)))
        + trunk(shoulder, hip, (72, 156))
        + leg(hip, (200, 142), (244, 120), (252, 102))
        + arm(shoulder, (126, 146), (150, 154))
        + feel((156, 154), (176, 146))
        + arrow((266, 170), (276, 138), (266, 108), both=True)
    )


def _front_plank() -> str:
    hip, shoulder = (168, 146), (104, 132)
    return (
        ground()
        + far(arm(shoulder, (106, 174), (76, 176)))
        + leg(hip, (218, 172), (260, 166), (268, 150))
        + trunk(shoulder, hip, (80, 120))
        + arm(shoulder, (102, 174), (70, 177))
        + feel((118, 142), (154, 150))
        + arrow((150, 112), (150, 84))
    )


ON_THE_FLOOR: Mapping[str, str] = {
    "downward_dog": _downward_dog(),
    "foam_rolled_calves": _foam_rolled_calves(),
    "glute_bridge": _glute_bridge(),
    "side_lying_leg_raise": _side_lying_leg_raise(),
    "front_plank": _front_plank(),
}
"""Code of the exercise -> what is drawn of it."""
