"""The procedures of accounts, found by the registry at start."""

from usuarios.poderes.procedimiento import PresentarPoder

__all__ = ["PresentarPoder"]
