from typing import Any

from tests.ayudas.casos import enviado, llevar_a, permiso_de_juguete, radicar
from tests.ayudas.elenco import Actor


def prestamo(actor: Actor) -> Any:
    permiso = llevar_a(permiso_de_juguete(actor), "aprobada")
    return radicar("juguete.prestamo", actor, enviado(permiso=permiso.pk, dias=3))


FABRICAS = {"juguete.permiso": permiso_de_juguete, "juguete.prestamo": prestamo}
