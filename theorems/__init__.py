"""The statements of the paper, one module each; every module has one `STATEMENT`."""
