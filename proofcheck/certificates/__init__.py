"""Finders: they look for critical points, minima and saddles, and write what they find.

Nothing here is trusted: every certificate is read again by `proofcheck.checker`.
"""
