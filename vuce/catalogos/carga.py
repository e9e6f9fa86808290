"""Load the tables from CSV files: docs/operacion/catalogos.md says which columns, and where the official files are."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pycountry
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from vuce.catalogos.models import (
    Departamento,
    DireccionSeccional,
    Moneda,
    Municipio,
    Pais,
    Subpartida,
    Unidad,
)

LOTE = 2000
PROPIOS = Path(__file__).parent / "datos"
Fila = Mapping[str, str]


class ArchivoInvalido(Exception):
    """Nothing of the file was loaded; `errores` are (line of the file, message)."""

    def __init__(self, errores: list[tuple[int, str]]) -> None:
        super().__init__(errores)
        self.errores = errores


@dataclass(frozen=True, slots=True)
class Columna:
    """Field of the model and the headings under which a file may bring it, ours first.

    A heading in `solo_nuevas` fills a row that is being added and leaves a row that exists alone.
    """

    campo: str
    titulos: tuple[str, ...]
    leer: Callable[[str], Any] = str
    solo_nuevas: frozenset[str] = frozenset()
    obligatoria: bool = False


@dataclass(frozen=True, slots=True)
class Tabla:
    """A catalogue: its model, the files that may bring it (ours first), its columns; `completar` derives the rest."""

    nombre: str
    modelo: type[models.Model]
    archivos: tuple[str, ...]
    columnas: tuple[Columna, ...]
    completar: Callable[[dict[str, Any]], None] = field(default=lambda _valores: None)

    def archivo_en(self, carpeta: Path) -> Path | None:
        return next((ruta for patron in self.archivos for ruta in sorted(carpeta.glob(patron))), None)


@dataclass(frozen=True, slots=True)
class Resultado:
    nuevas: int
    cambiadas: int
    iguales: int


def _si_o_no(texto: str) -> bool:
    respuestas = {"si": True, "sí": True, "no": False, "true": True, "false": False, "1": True, "0": False}
    if texto.lower() not in respuestas:
        raise ValidationError(_("escriba «si» o «no»"))
    return respuestas[texto.lower()]


def _retirada(texto: str) -> bool:
    """«si» or «no»; or Rec. 20's mark of the row: X deleted, D deprecated, the others only tell what changed."""
    if texto in {"", "+", "#", "|", "¦", "="}:
        return False
    return texto in {"X", "D"} or _si_o_no(texto)


def _entero(texto: str) -> int:
    if not texto.isascii() or not texto.isdigit():
        raise ValidationError(_("escriba un número entero"))
    return int(texto)


def _fecha(texto: str) -> date | None:
    try:
        return date.fromisoformat(texto) if texto else None
    except ValueError as error:
        raise ValidationError(_("escriba la fecha como AAAA-MM-DD")) from error


def _codigo_de_subpartida(texto: str) -> str:
    return texto.replace(".", "").replace(" ", "")


def _iso3(valores: dict[str, Any]) -> None:
    if valores.get("iso2") and not valores.get("iso3"):
        pais = pycountry.countries.get(alpha_2=valores["iso2"])
        valores["iso3"] = pais.alpha_3 if pais else ""


def _descripcion_completa(valores: dict[str, Any]) -> None:
    valores["descripcion_completa"] = valores.get("descripcion_completa") or valores.get("descripcion", "")


VIGENCIA = (
    Columna("vigente_desde", ("vigente_desde",), _fecha),
    Columna("vigente_hasta", ("vigente_hasta",), _fecha),
)


def _codigo(*titulos: str, leer: Callable[[str], Any] = str) -> Columna:
    return Columna("codigo", ("codigo", *titulos), leer, obligatoria=True)


def _nombre(*titulos: str, solo_nuevas: frozenset[str] = frozenset()) -> Columna:
    return Columna("nombre", ("nombre", *titulos), solo_nuevas=solo_nuevas, obligatoria=True)


# In the order in which they refer to each other.
TABLAS: dict[str, Tabla] = {
    tabla.nombre: tabla
    for tabla in (
        Tabla(
            "paises",
            Pais,
            ("paises.csv", "dian_paises.csv"),
            (
                _codigo("codigo_dian"),
                _nombre(),
                Columna("iso2", ("iso2", "iso2_derivado")),
                Columna("iso3", ("iso3",)),
                *VIGENCIA,
            ),
            _iso3,
        ),
        Tabla(
            "departamentos",
            Departamento,
            ("departamentos.csv", "divipola_departamentos.csv"),
            (_codigo(), _nombre(), *VIGENCIA),
        ),
        Tabla(
            "municipios",
            Municipio,
            ("municipios.csv", "divipola_municipios.csv"),
            (
                _codigo(),
                _nombre("municipio"),
                Columna("departamento_id", ("departamento_codigo", "codigo_departamento"), obligatoria=True),
                Columna("tipo", ("tipo",)),
                *VIGENCIA,
            ),
        ),
        Tabla(
            "direcciones_seccionales",
            DireccionSeccional,
            ("direcciones_seccionales.csv", "dian_direcciones_seccionales.csv"),
            (_codigo(), _nombre(), Columna("aduanas", ("aduanas", "nombre_incluye_aduanas"), _si_o_no), *VIGENCIA),
        ),
        Tabla(
            "unidades",
            Unidad,
            ("unidades.csv", "unece_rec20_unidades.csv"),
            (
                _codigo("CommonCode"),
                # The recommendation's names are in English: ours stay.
                _nombre("Name", solo_nuevas=frozenset({"Name"})),
                Columna("simbolo", ("simbolo", "Symbol"), solo_nuevas=frozenset({"Symbol"})),
                Columna("decimales", ("decimales",), _entero),
                Columna("retirada", ("retirada", "Status"), _retirada),
                *VIGENCIA,
            ),
        ),
        Tabla(
            "monedas",
            Moneda,
            ("monedas.csv",),
            (_codigo(), _nombre(), Columna("decimales", ("decimales",), _entero), *VIGENCIA),
        ),
        Tabla(
            "subpartidas",
            Subpartida,
            ("subpartidas.csv", "nandina_*_subpartidas_8d.csv"),
            (
                _codigo("nandina8", leer=_codigo_de_subpartida),
                Columna("descripcion", ("descripcion",), obligatoria=True),
                Columna("descripcion_completa", ("descripcion_completa",)),
                Columna("unidad_id", ("unidad",), lambda texto: texto or None),
                Columna("verificada", ("verificada",), _si_o_no),
                *VIGENCIA,
            ),
            _descripcion_completa,
        ),
    )
}


def cargar(tabla: Tabla, ruta: Path, *, solo_agregar: bool = False) -> Resultado:
    """Bring the file's rows into the catalogue, all or nothing. Rows that the file leaves out stay as they are."""
    filas, titulos = _leer(tabla, ruta)
    with transaction.atomic():
        return _guardar(tabla, filas, titulos, solo_agregar=solo_agregar)


def _leer(tabla: Tabla, ruta: Path) -> tuple[list[models.Model], dict[str, str]]:
    """Instances of the file and, by field, the heading under which it came; every wrong line is told."""
    errores: list[tuple[int, str]] = []
    instancias: list[models.Model] = []
    vistos: dict[Any, int] = {}
    referidos = _referidos(tabla)
    try:
        with ruta.open(encoding="utf-8-sig", newline="") as archivo:
            lector = csv.DictReader(archivo, strict=True)
            titulos = _titulos(tabla, lector.fieldnames or ())
            for fila in lector:
                try:
                    instancia = _instancia(tabla, titulos, fila, referidos)
                except ValidationError as error:
                    errores.append((lector.line_num, _explicar(error)))
                    continue
                if instancia.pk in vistos:
                    errores.append(
                        (lector.line_num, _("código repetido, ya está en la línea %s") % vistos[instancia.pk])
                    )
                vistos.setdefault(instancia.pk, lector.line_num)
                instancias.append(instancia)
    except (csv.Error, UnicodeDecodeError) as error:
        raise ArchivoInvalido([(0, _("no es un CSV en UTF-8: %s") % error)]) from error
    if errores:
        raise ArchivoInvalido(errores)
    return instancias, titulos


def _titulos(tabla: Tabla, presentes: Any) -> dict[str, str]:
    titulos = {}
    for columna in tabla.columnas:
        titulo = next((titulo for titulo in columna.titulos if titulo in presentes), None)
        if titulo is not None:
            titulos[columna.campo] = titulo
        elif columna.obligatoria:
            raise ArchivoInvalido([(1, _("falta la columna «%s»") % columna.titulos[0])])
    return titulos


def _referidos(tabla: Tabla) -> dict[str, set[Any]]:
    """Codes that exist in each catalogue which this one refers to."""
    claves = [campo for campo in tabla.modelo._meta.concrete_fields if isinstance(campo, models.ForeignKey)]
    return {c.attname: set(c.related_model._default_manager.values_list("pk", flat=True)) for c in claves}


def _instancia(tabla: Tabla, titulos: Mapping[str, str], fila: Fila, referidos: Mapping[str, set[Any]]) -> models.Model:
    if None in fila or None in fila.values():
        raise ValidationError(_("el número de columnas no es el del encabezado"))
    valores: dict[str, Any] = {}
    for columna in tabla.columnas:
        if columna.campo in titulos:
            valores[columna.campo] = _valor(columna, fila[titulos[columna.campo]].strip())
    tabla.completar(valores)
    for campo, codigos in referidos.items():
        if valores.get(campo) is not None and valores[campo] not in codigos:
            raise ValidationError({campo: _("«%s» no existe") % valores[campo]})
    instancia = tabla.modelo(**valores)
    instancia.clean_fields(exclude={nombre.removesuffix("_id") for nombre in referidos})
    instancia.clean()
    return instancia


def _valor(columna: Columna, texto: str) -> Any:
    if columna.obligatoria and not texto:
        raise ValidationError({columna.campo: _("falta")})
    if "\x00" in texto:
        raise ValidationError({columna.campo: _("tiene un carácter nulo")})
    try:
        return columna.leer(texto)
    except ValidationError as error:
        raise ValidationError({columna.campo: error.messages}) from error


def _explicar(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(f"{campo}: {' '.join(mensajes)}" for campo, mensajes in error.message_dict.items())


def _guardar(tabla: Tabla, filas: list[models.Model], titulos: Mapping[str, str], *, solo_agregar: bool) -> Resultado:
    campos = _campos_que_trae(tabla, titulos)
    previas = {fila[0]: fila[1:] for fila in tabla.modelo._default_manager.values_list("pk", *campos)}
    nuevas = [fila for fila in filas if fila.pk not in previas]
    cambiadas = []
    if not solo_agregar:
        cambiadas = [f for f in filas if f.pk in previas and previas[f.pk] != tuple(getattr(f, c) for c in campos)]
    clave = tabla.modelo._meta.pk.name
    tabla.modelo._default_manager.bulk_create(nuevas, batch_size=LOTE, ignore_conflicts=True)
    tabla.modelo._default_manager.bulk_create(
        cambiadas, batch_size=LOTE, update_conflicts=True, unique_fields=[clave], update_fields=campos
    )
    return Resultado(len(nuevas), len(cambiadas), len(filas) - len(nuevas) - len(cambiadas))


def _campos_que_trae(tabla: Tabla, titulos: Mapping[str, str]) -> list[str]:
    """Fields that the file may change in a row that exists."""
    campos = [
        columna.campo
        for columna in tabla.columnas
        if columna.campo != "codigo" and columna.campo in titulos and titulos[columna.campo] not in columna.solo_nuevas
    ]
    if "iso2" in campos and "iso3" not in campos:
        campos.append("iso3")
    return campos
