"""Tests of the demonstration model's parts."""
