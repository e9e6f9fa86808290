"""How to make one case of each procedure. A procedure without its line here fails the contract."""

from collections.abc import Callable
from typing import Any

from tests.ayudas.casos import enviado, llevar_a, permiso_de_juguete, radicar
from tests.ayudas.elenco import Actor
from tests.contingentes.fabricas import consumir, contingente, pedir


def prestamo(actor: Actor) -> Any:
    permiso = llevar_a(permiso_de_juguete(actor), "aprobada")
    return radicar("juguete.prestamo", actor, enviado(permiso=permiso.pk, dias=3))


def cupo(actor: Actor) -> Any:
    return pedir(actor, contingente())


FABRICAS: dict[str, Callable[[Actor], Any]] = {
    "contingentes.consumo": consumir,
    "contingentes.cupo": cupo,
    "juguete.permiso": permiso_de_juguete,
    "juguete.prestamo": prestamo,
}
