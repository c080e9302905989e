"""Computations on the port that several analyses and studies share; no torch, no web."""
