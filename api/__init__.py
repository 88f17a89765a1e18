"""Forefoot: shoes, pads, mileage and care advice for runners whose forefoot hurts."""
