"""Certificates with one field changed: how many the checker refuses, and that it accepts none."""
