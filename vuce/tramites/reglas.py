"""A business rule is a named thing with its code, its article and the sentence the user reads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from vuce.comun.rechazo import Rechazo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from vuce.tramites.models import Tramite
    from vuce.tramites.quien import Quien


@dataclass(frozen=True, slots=True)
class Acto:
    """What is being done now: given to rules and transition methods. `en` is the database's clock."""

    accion: str
    quien: Quien
    en: datetime
    orden: int
    datos: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Regla:
    """`prueba(tramite, acto)` gives None where the rule holds, else the values that `mensaje` names."""

    codigo: str
    articulo: Any
    mensaje: Any
    prueba: Callable[[Any, Acto], Mapping[str, Any] | None]
    campo: str = ""

    def falta(self, tramite: Tramite, acto: Acto) -> Falta | None:
        valores = self.prueba(tramite, acto)
        if valores is None:
            return None
        return Falta(self.codigo, str(self.articulo), str(self.mensaje).format(**valores), self.campo)


@dataclass(frozen=True, slots=True)
class Falta:
    """A broken rule as the user is told of it; `campo` is the form's field it belongs to, empty for the whole."""

    codigo: str
    articulo: str
    mensaje: str
    campo: str = ""


def regla(
    codigo: str, *, articulo: Any, mensaje: Any, campo: str = ""
) -> Callable[[Callable[[Any, Acto], Mapping[str, Any] | None]], Regla]:
    def envolver(prueba: Callable[[Any, Acto], Mapping[str, Any] | None]) -> Regla:
        return Regla(codigo, articulo, mensaje, prueba, campo)

    return envolver


class VersionVieja(Rechazo):
    def __init__(self) -> None:
        super().__init__(_("Otra persona cambió este trámite mientras usted lo veía. Revise cómo quedó y repita."))


class EstadoNoPermite(Rechazo):
    def __init__(self, etiqueta: str, estado: str) -> None:
        super().__init__(
            _("«{accion}» no es posible: el trámite está en «{estado}».").format(accion=etiqueta, estado=estado)
        )


class BorradorPerdido(Rechazo):
    def __init__(self) -> None:
        super().__init__(_("Este borrador ya no existe: alguien lo eliminó mientras usted lo veía."))


class Ocupado(Rechazo):
    def __init__(self) -> None:
        super().__init__(_("Otra operación está usando este trámite o su saldo. Intente de nuevo en unos segundos."))


class SinPermiso(Rechazo):
    estado_http = 403

    def __init__(self) -> None:
        super().__init__(_("Usted no tiene permiso para hacer esto en este trámite."))


class OtroTitular(SinPermiso):
    """The user may do it, but for another company than the one on whose behalf it acts now (changed in another tab)."""

    estado_http = 409

    def __init__(self, suyo: object, quien: Quien) -> None:
        Rechazo.__init__(
            self,
            _(
                "Esto es de {suyo} y usted actúa ahora por {actual}. Elija arriba «{suyo}» y repita: nada se perdió."
            ).format(suyo=suyo, actual=quien.titular or quien.dependencia or _("usted mismo")),
        )


class ReglaIncumplida(Rechazo):
    """One or more rules do not hold; each says its article and how to mend it."""

    estado_http = 422

    def __init__(self, *faltas: Falta) -> None:
        super().__init__(" ".join(falta.mensaje for falta in faltas))
        self.faltas = faltas

    @property
    def detalle(self) -> list[dict[str, Any]]:
        return [asdict(falta) for falta in self.faltas]


def exigir(reglas: Iterable[Regla], tramite: Tramite, acto: Acto) -> None:
    faltas = [falta for regla_ in reglas if (falta := regla_.falta(tramite, acto))]
    if faltas:
        raise ReglaIncumplida(*faltas)
