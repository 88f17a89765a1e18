"""The words in which a run is told: how hard it is and what it goes over. Logged runs and advice share them."""

from __future__ import annotations

EFFORTS = ("easy", "long", "speed", "race")
SURFACES = ("road", "trail", "track", "treadmill", "grass", "gravel", "sand", "other")
