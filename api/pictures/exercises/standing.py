"""The exercises that are done standing, drawn from the side."""

from __future__ import annotations

from collections.abc import Mapping

from api.pictures.exercises.parts import (
    FLOOR,
    arm,
    arrow,
    block,
    far,
    feel,
    foot,
    footprint,
    ground,
    guide,
    leg,
    lens,
    trunk,
    wall,
)


def _wall_calf_stretch() -> str:
    hip, shoulder = (150, 106), (184, 66)
    return (
        ground()
        + wall(264)
        + far(leg(hip, (190, 130), (196, 174), (216, 177)), arm(shoulder, (222, 80), (261, 66)))
        + leg(hip, (117, 140), (84, 173), (104, 177))
        + trunk(shoulder, hip, (200, 44))
        + arm(shoulder, (224, 70), (261, 54))
        + feel((113, 144), (92, 165))
        + arrow((56, 138), (68, 168))
        + arrow((136, 78), (158, 62))
    )


def _bent_knee_calf_stretch() -> str:
    hip, shoulder = (152, 116), (186, 76)
    return (
        ground()
        + wall(264)
        + far(leg(hip, (194, 136), (198, 174), (218, 177)), arm(shoulder, (224, 90), (261, 78)))
        + leg(hip, (142, 152), (110, 173), (130, 177))
        + trunk(shoulder, hip, (202, 54))
        + arm(shoulder, (226, 80), (261, 64))
        + feel((130, 160), (117, 168))
        + arrow((124, 84), (124, 112))
        + arrow((84, 140), (94, 168))
    )


def _quadriceps_stretch() -> str:
    hip, shoulder = (150, 100), (152, 54)
    return (
        ground()
        + wall(250)
        + far(arm(shoulder, (196, 70), (247, 62)))
        + far(leg(hip, (152, 138), (150, 174), (170, 177)))
        + leg(hip, (150, 140), (116, 122), (102, 108))
        + trunk(shoulder, hip, (154, 30))
        + arm(shoulder, (124, 84), (110, 110))
        + feel((154, 106), (154, 132))
        + arrow((90, 140), (96, 116))
    )


def _short_foot() -> str:
    hip, shoulder = (74, 100), (74, 54)
    return (
        ground(end=130)
        + far(leg(hip, (80, 138), (76, 174), (96, 177)), arm(shoulder, (84, 78), (80, 102)))
        + leg(hip, (74, 138), (68, 174), (88, 177))
        + trunk(shoulder, hip, (76, 30))
        + arm(shoulder, (68, 80), (72, 104))
        + lens((226, 96), 82, foot((196, 96), arch=12))
        + ground(129, 152, 300)
        + arrow((209, 122), (209, 92))
        + arrow((262, 146), (220, 146))
        + feel((196, 122), (208, 114), (222, 116))
    )


def _calf_raise() -> str:
    hip, shoulder = (140, 86), (144, 40)
    return (
        ground()
        + wall(230)
        + far(leg(hip, (140, 124), (134, 160), (150, 177)), arm(shoulder, (184, 58), (227, 50)))
        + leg(hip, (138, 124), (130, 160), (146, 177))
        + trunk(shoulder, hip, (146, 17))
        + arm(shoulder, (184, 48), (227, 38))
        + feel((136, 128), (131, 152))
        + arrow((92, 172), (92, 126), both=True)
    )


def _achilles_drop() -> str:
    hip, shoulder = (150, 72), (154, 28)
    return (
        ground()
        + block(158, 140, 96, FLOOR - 137)
        + far(arm(shoulder, (188, 50), (228, 60)))
        + block(230, 56, 4, 84)
        + leg(hip, (152, 110), (146, 146), (168, 137))
        + trunk(shoulder, hip, (156, 6))
        + feel((150, 116), (147, 138))
        + arrow((112, 118), (112, 166), both=True)
    )


def _single_leg_stand() -> str:
    hip, shoulder = (120, 100), (120, 54)
    return (
        ground()
        + wall(214)
        + far(leg(hip, (156, 116), (146, 152), (164, 158)))
        + far(arm(shoulder, (164, 72), (211, 66)))
        + leg(hip, (121, 138), (118, 174), (140, 177))
        + trunk(shoulder, hip, (121, 30))
        + arm(shoulder, (98, 76), (86, 98))
        + arrow((184, 160), (184, 132))
    )


def _heel_to_toe_walk() -> str:
    hip, shoulder = (72, 102), (72, 56)
    return (
        ground(end=140)
        + far(leg(hip, (62, 140), (46, 174), (68, 177)), arm(shoulder, (96, 74), (118, 64)))
        + leg(hip, (88, 138), (84, 174), (106, 177))
        + trunk(shoulder, hip, (74, 32))
        + arm(shoulder, (48, 74), (26, 64))
        + lens((228, 96), 82)
        + guide((152, 96), (304, 96))
        + footprint((166, 96))
        + footprint((230, 96))
        + arrow((196, 138), (264, 138))
    )


STANDING: Mapping[str, str] = {
    "wall_calf_stretch": _wall_calf_stretch(),
    "bent_knee_calf_stretch": _bent_knee_calf_stretch(),
    "quadriceps_stretch": _quadriceps_stretch(),
    "short_foot": _short_foot(),
    "calf_raise": _calf_raise(),
    "achilles_drop": _achilles_drop(),
    "single_leg_stand": _single_leg_stand(),
    "heel_to_toe_walk": _heel_to_toe_walk(),
}
"""Code of the exercise -> what is drawn of it."""
