"""Bulk creation: every row is looked into and told of; the good ones are created once the principal confirms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from usuarios.acceso import administra
from usuarios.models import CargaUsuarios, Empresa, FilaCarga, Usuario
from usuarios.modulos import modulos
from usuarios.secundarios import alta
from usuarios.secundarios.archivos import Fila
from usuarios.secundarios.forms import DatosForm
from usuarios.secundarios.roles import ROLES, asignar_perfiles, asignar_roles, incompatibles
from vuce.comun.cola import despachar
from vuce.comun.rechazo import Rechazo
from vuce.documentos.models import Adjunto
from vuce.tramites.quien import Quien

POCAS = 20  # rows that a request looks into or creates by itself
CORTOS = {nombre.rpartition(".")[2]: rol for rol, nombre in ROLES.items()}
E = CargaUsuarios.Avance


class FilaForm(DatosForm):
    """One row. Codes and documents in use are read once for the whole file; each row takes its own."""

    correo = forms.EmailField()
    modulos = forms.CharField(required=False)
    roles = forms.CharField(required=False)

    def __init__(self, *args: Any, ocupados: Ocupados, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ocupados = ocupados

    def codigo_ocupado(self, codigo: str) -> bool:
        return self.ocupados.tomar(codigo)

    def documento_ocupado(self, tipo: str, numero: str) -> bool:
        return self.ocupados.tomar((tipo, numero))

    def clean_modulos(self) -> list[str]:
        return _conocidos(self.cleaned_data["modulos"].lower(), dict(modulos()), _("No hay un módulo «%(que)s»."))

    def clean_roles(self) -> list[str]:
        nombres = _conocidos(self.cleaned_data["roles"].upper(), CORTOS, _("No hay un rol «%(que)s»."))
        dados = [CORTOS[nombre] for nombre in nombres]
        faltas = incompatibles(dados)
        if faltas:
            raise forms.ValidationError(faltas)
        return dados

    def columnas(self) -> dict[str, str]:
        return {n: self.cleaned_data[n] for n in ("tipo_documento", "documento", "nombre", "correo", "codigo")}


class Ocupados(set[Any]):
    """Codes of the portal and documents of the company that nobody may take again."""

    @classmethod
    def de(cls, empresa: Empresa, filas: Iterable[Fila]) -> Ocupados:
        usados = Usuario.objects.annotate(bajo=Lower("codigo")).filter(bajo__in=[f["codigo"].lower() for f in filas])
        vivos = empresa.usuarios.exclude(situacion__in=Usuario.SIN_CUENTA)
        tomados = {codigo.upper() for codigo in usados.values_list("codigo", flat=True)}
        return cls([*tomados, *vivos.values_list("tipo_documento", "documento")])

    def tomar(self, que: Any) -> bool:
        """Whether it was taken; from now on it is."""
        estaba = que in self
        self.add(que)
        return estaba


def recibir(adjunto: Adjunto, filas: list[Fila], quien: Quien) -> CargaUsuarios:
    with transaction.atomic():
        lugar = {"ip": quien.ip, "agente": quien.agente}
        carga = CargaUsuarios.objects.create(
            empresa=quien.usuario.empresa, archivo=adjunto, creada_por=quien.usuario, **lugar
        )
        FilaCarga.objects.bulk_create(
            FilaCarga(carga=carga, numero=numero, datos=fila) for numero, fila in enumerate(filas, start=2)
        )
        _hacer(carga, len(filas))
    return carga


def confirmar(carga: CargaUsuarios) -> None:
    """Create what is good of it; a second click finds it under way."""
    with transaction.atomic():
        if CargaUsuarios.objects.filter(pk=carga.pk, avance=E.REVISADA).update(avance=E.EN_CREACION):
            _hacer(carga, carga.filas.filter(errores=[]).count())


def _hacer(carga: CargaUsuarios, cuantas: int) -> None:
    if cuantas > POCAS:
        despachar("usuarios.tasks.trabajar_carga", carga.pk)
    else:
        trabajar(carga.pk)


def trabajar(carga_id: int) -> None:
    """What the file is waiting for: to be looked into, or its users. Done already: nothing."""
    carga = CargaUsuarios.objects.select_related("empresa", "creada_por").get(pk=carga_id)
    if carga.avance == E.EN_REVISION:
        _revisar(carga)
    elif carga.avance == E.EN_CREACION:
        _crear(carga)


def _revisar(carga: CargaUsuarios) -> None:
    filas = list(carga.filas.order_by("numero"))
    ocupados = Ocupados.de(carga.empresa, [fila.datos for fila in filas])
    quedan = alta.MAXIMO - alta.secundarios(carga.empresa).count()
    for fila in filas:
        fila.errores = _errores(FilaForm(fila.datos, empresa=carga.empresa, ocupados=ocupados))
        quedan -= not fila.errores
        if not fila.errores and quedan < 0:
            fila.errores = [alta.LimiteAlcanzado().mensaje]
    with transaction.atomic():
        FilaCarga.objects.bulk_update(filas, ["errores"])
        CargaUsuarios.objects.filter(pk=carga.pk, avance=E.EN_REVISION).update(avance=E.REVISADA)


def _crear(carga: CargaUsuarios) -> None:
    """Row by row, each whole or not at all: a worker that dies goes on where it was."""
    quien = Quien(carga.creada_por, carga.empresa, ip=carga.ip, agente=carga.agente)
    for pk in carga.filas.filter(errores=[], usuario=None).order_by("numero").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                _crear_fila(FilaCarga.objects.select_for_update(of=("self",)).get(pk=pk), carga.empresa, quien)
        except Rechazo as rechazo:
            FilaCarga.objects.filter(pk=pk, usuario=None).update(errores=[rechazo.mensaje])
    CargaUsuarios.objects.filter(pk=carga.pk).update(avance=E.TERMINADA)


def _crear_fila(fila: FilaCarga, empresa: Empresa, quien: Quien) -> None:
    if fila.usuario_id is not None:
        return
    if not (Usuario.objects.get(pk=quien.usuario.pk).is_active and administra(quien.usuario)):
        raise Rechazo(str(_("Quien hizo la carga ya no es usuario principal activo de la empresa.")))
    formulario = FilaForm(fila.datos, empresa=empresa, ocupados=Ocupados.de(empresa, [fila.datos]))
    if not formulario.is_valid():
        raise Rechazo(" ".join(_errores(formulario)))
    fila.usuario = alta.crear(empresa, formulario.columnas(), quien)
    asignar_perfiles(fila.usuario, formulario.cleaned_data["modulos"], quien)
    asignar_roles(fila.usuario, formulario.cleaned_data["roles"], quien)
    fila.save(update_fields=["usuario"])


def _errores(formulario: FilaForm) -> list[str]:
    return [f"{campo}: {error}" for campo, errores in formulario.errors.items() for error in errores]


def _conocidos(texto: str, opciones: dict[str, Any], mensaje: Any) -> list[str]:
    """Words of `texto`, separated by spaces or commas, each one of `opciones`."""
    palabras = texto.replace(",", " ").split()
    for palabra in palabras:
        if palabra not in opciones:
            raise forms.ValidationError(mensaje, params={"que": palabra})
    return palabras
