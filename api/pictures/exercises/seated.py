"""The exercises that are done on a chair, with the foot seen close where it matters."""

from __future__ import annotations

from collections.abc import Mapping

from api.pictures.exercises.parts import (
    arm,
    arrow,
    block,
    chair,
    cloth,
    disc,
    far,
    feel,
    foot,
    ground,
    hand,
    leg,
    lens,
    trunk,
    turn,
)

_LENS = ((226.0, 96.0), 82.0)


def _sitting(*, lean: float = 0) -> tuple[tuple[float, float], tuple[float, float], str]:
    """Answer hip and shoulder of a person on the chair, and the person without arms and legs."""
    hip, shoulder = (44.0, 124.0), (46.0 + lean, 80.0 + lean / 4)
    return hip, shoulder, trunk(shoulder, hip, (shoulder[0] + 3 + lean / 6, shoulder[1] - 24))


def _ankle_on_knee() -> str:
    """Answer a person seated from the front, one ankle on the other knee, both hands at that foot."""
    hip, shoulder = (70.0, 116.0), (70.0, 76.0)
    seat = block(32, 134, 78, 6) + block(36, 140, 5, 43) + block(101, 140, 5, 43)
    return (
        ground(end=136)
        + seat
        + far(leg((78, 124), (98, 138), (98, 172), (106, 178)))
        + leg((66, 122), (26, 124), (98, 120), (116, 104))
        + trunk(shoulder, hip, (70, 50))
        + arm((63, 78), (46, 98), (84, 110))
        + arm((77, 78), (106, 80), (116, 98))
    )


def _toes_drawn(lens_parts: str) -> str:
    return _ankle_on_knee() + lens(*_LENS, lens_parts)


def _plantar_fascia_stretch() -> str:
    return _toes_drawn(
        foot((190, 96), toes=(58, 52), turned=8)
        + feel((192, 124), (212, 117), (238, 112))
        + hand((282, 116), (274, 92), (258, 72))
        + arrow((284, 84), (276, 60), (256, 44))
    )


def _toe_flexor_stretch() -> str:
    return _toes_drawn(
        foot((186, 92), toes=(50, 46))
        + hand((206, 160), (222, 136), (232, 120))
        + hand((290, 104), (280, 88), (264, 76))
        + arrow((290, 72), (280, 50), (258, 38))
        + feel((240, 122), (250, 112), (258, 98))
    )


def _toe_extensor_stretch() -> str:
    return _toes_drawn(
        foot((186, 84), toes=(-48, -56))
        + hand((228, 50), (216, 68), (208, 84))
        + hand((292, 104), (280, 112), (266, 118))
        + arrow((284, 84), (292, 128), (270, 152))
        + feel((218, 84), (236, 92), (248, 104))
    )


def _seated_toe_stretch() -> str:
    hip, shoulder, person = _sitting(lean=22)
    return (
        ground(end=300)
        + chair(20)
        + far(leg(hip, (80, 130), (78, 174), (96, 177)))
        + leg(hip, (92, 144), (136, 168), (150, 148))
        + person
        + arm(shoulder, (104, 108), (146, 144))
        + arrow((172, 150), (164, 128), (146, 118))
        + lens((244, 92), 68, foot((226, 104), turned=30, toes=(44, 40), shin=40))
        + feel((240, 122), (258, 106), (270, 92))
        + hand((302, 84), (290, 66), (276, 54))
    )


def _hamstring_stretch() -> str:
    hip, shoulder, person = _sitting(lean=44)
    return (
        ground()
        + chair(20, back=False)
        + far(leg(hip, (82, 130), (78, 174), (96, 177)))
        + leg(hip, (92, 148), (140, 170), (150, 152))
        + person
        + arm(shoulder, (116, 112), (128, 136))
        + feel((54, 136), (88, 152))
        + arrow((112, 50), (134, 62), (148, 80))
    )


def _arch_ball_roll() -> str:
    hip, shoulder, person = _sitting()
    return (
        ground(end=136)
        + chair(20)
        + far(leg(hip, (84, 128), (80, 174), (98, 177)))
        + disc((104, 174), 7)
        + leg(hip, (88, 124), (94, 164), (116, 164))
        + person
        + arm(shoulder, (58, 102), (76, 120))
        + lens(*_LENS, foot((194, 84)), disc((210, 129), 19))
        + ground(146, 156, 296)
        + feel((196, 112), (208, 109), (222, 109))
        + arrow((172, 160), (252, 160), both=True)
    )


def _towel_scrunch() -> str:
    hip, shoulder, person = _sitting()
    return (
        ground(end=136)
        + chair(20)
        + far(leg(hip, (84, 128), (80, 174), (98, 177)))
        + leg(hip, (90, 126), (92, 172), (114, 176))
        + cloth([(96, 182), (112, 178), (120, 182), (128, 178), (134, 182)])
        + person
        + arm(shoulder, (58, 102), (76, 120))
        + lens(*_LENS, foot((182, 92), toes=(18, -70)))
        + ground(132, 152, 300)
        + cloth([(214, 128), (226, 131), (236, 127), (244, 132), (252, 122), (260, 132), (270, 127), (296, 129)])
        + arrow((284, 108), (256, 92), (228, 88))
        + feel((196, 120), (212, 116), (228, 118))
    )


def _marble_pick_up() -> str:
    hip, shoulder, person = _sitting()
    marbles = "".join(disc(at, 5) for at in ((262, 144), (278, 144), (246, 144)))
    return (
        ground(end=136)
        + chair(20)
        + far(leg(hip, (84, 128), (80, 174), (98, 177)))
        + leg(hip, (90, 122), (94, 164), (116, 168))
        + "".join(disc(at, 3) for at in ((112, 179), (122, 179), (131, 179)))
        + person
        + arm(shoulder, (58, 102), (76, 120))
        + lens(*_LENS, foot((184, 82), toes=(12, -80)), marbles, disc((248, 126), 6))
        + ground(146, 156, 296)
        + arrow((276, 130), (286, 104), (274, 82))
    )


def _ankle_circles() -> str:
    hip, shoulder, person = _sitting()
    return (
        ground(end=136)
        + chair(20)
        + far(leg(hip, (84, 128), (80, 174), (98, 177)))
        + leg(hip, (90, 122), (110, 152), (128, 148))
        + person
        + arm(shoulder, (58, 102), (66, 126))
        + lens(*_LENS, foot((190, 90)))
        + turn((262, 112), 30, 130, 400)
    )


SEATED: Mapping[str, str] = {
    "plantar_fascia_stretch": _plantar_fascia_stretch(),
    "seated_toe_stretch": _seated_toe_stretch(),
    "toe_flexor_stretch": _toe_flexor_stretch(),
    "toe_extensor_stretch": _toe_extensor_stretch(),
    "hamstring_stretch": _hamstring_stretch(),
    "arch_ball_roll": _arch_ball_roll(),
    "towel_scrunch": _towel_scrunch(),
    "marble_pick_up": _marble_pick_up(),
    "ankle_circles": _ankle_circles(),
}
"""Code of the exercise -> what is drawn of it."""
