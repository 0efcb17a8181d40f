"""Exports of the processed tables for other programs."""
