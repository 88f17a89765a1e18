"""The closed lists that describe runs and pairs: effort, surface, role. Logged runs and advice share them."""

from __future__ import annotations

EFFORTS = ("easy", "long", "speed", "race")
SURFACES = ("road", "trail", "track", "treadmill", "grass", "gravel", "sand", "other")
ROLES = ("easy", "long", "speed", "race", "trail", "walking", "everyday")
