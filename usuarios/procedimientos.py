"""The procedures of accounts, found by the registry at start."""

from usuarios.registro.procedimiento import Registrar

__all__ = ["Registrar"]
