"""The procedures of accounts, found by the registry at start."""

from usuarios.poderes.procedimiento import PresentarPoder
from usuarios.registro.procedimiento import Registrar

__all__ = ["PresentarPoder", "Registrar"]
