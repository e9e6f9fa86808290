"""The procedures of accounts, found by the registry at start."""

from usuarios.actualizacion.procedimiento import ActualizarDatos
from usuarios.cuentas.procedimiento import PedirSobreCuentas
from usuarios.poderes.procedimiento import PresentarPoder
from usuarios.registro.procedimiento import Registrar

__all__ = ["ActualizarDatos", "PedirSobreCuentas", "PresentarPoder", "Registrar"]
