"""The procedures of accounts, found by the registry at start, and the pages beside them."""

from usuarios.cuentas.procedimiento import PedirSobreCuentas
from usuarios.menu import paginas_del_principal
from usuarios.poderes.procedimiento import PresentarPoder
from usuarios.registro.procedimiento import Registrar
from vuce.tramites.contexto import PAGINAS_PROPIAS

__all__ = ["PedirSobreCuentas", "PresentarPoder", "Registrar"]

PAGINAS_PROPIAS["usuarios"] = paginas_del_principal
