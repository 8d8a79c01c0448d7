"""Parts of the documentation that are made from the sources: not installed, a test compares."""
