"""A procedure app that exists only in the tests: the chapter «a new procedure in ten minutes» shows these files."""

from typing import ClassVar, final

from django.db import models

from vuce.tramites.ciclos import CicloFirmado
from vuce.tramites.estados import Fase
from vuce.tramites.models import Tramite
from vuce.tramites.permisos import Rol
from vuce.tramites.reglas import Acto
from vuce.tramites.transiciones import transicion


@final
class PermisoJuguete(CicloFirmado, Tramite):
    """Request that lives the common life as it is."""

    producto = models.CharField("producto", max_length=100)
    cantidad = models.DecimalField("cantidad", max_digits=18, decimal_places=4)

    def al_aprobar(self, acto: Acto) -> None:
        self.cantidad = min(self.cantidad, acto.datos["cantidad"])


class PiezaJuguete(models.Model):
    permiso = models.ForeignKey(PermisoJuguete, models.CASCADE, related_name="piezas")
    nombre = models.CharField("pieza", max_length=100)

    def __str__(self) -> str:
        return self.nombre


@final
class PrestamoJuguete(Tramite):
    """A life of its own: lent, and back in time or late."""

    class Estado(models.TextChoices):
        PRESTADO = "prestado", "Prestado"
        DEVUELTO = "devuelto_a_tiempo", "Devuelto"
        TARDE = "tarde", "Tarde"

    estados = Estado
    fases: ClassVar = {
        Estado.PRESTADO: Fase.EN_USUARIO,
        Estado.DEVUELTO: Fase.TERMINADO,
        Estado.TARDE: Fase.TERMINADO,
    }
    inicial = Estado.PRESTADO

    permiso = models.ForeignKey(PermisoJuguete, models.PROTECT, related_name="prestamos")
    dias = models.PositiveSmallIntegerField("días")

    @transicion(de=Estado.PRESTADO, a=Estado.DEVUELTO, quien=Rol.TITULAR, etiqueta="Entregar")
    def entregar(self, acto: Acto) -> None:
        """Only the state changes."""

    @transicion(de=Estado.PRESTADO, a=Estado.TARDE, quien=Rol.SISTEMA, etiqueta="Vencer", avisa=[Rol.TITULAR])
    def vencer(self, acto: Acto) -> None:
        """Only the state changes."""
