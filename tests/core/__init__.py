"""Tests of the kit, by toy models."""
