"""The one door: every change of a case, from a page, the API, a deadline or a test, comes through `ejecutar`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import File
from django.db import OperationalError, models, transaction
from django.utils import translation
from django.utils.timezone import localtime
from django_fsm import transition
from psycopg.errors import DeadlockDetected, LockNotAvailable

from vuce.comun.instantes import reloj
from vuce.documentos.models import Adjunto
from vuce.notificaciones.avisos import avisar
from vuce.plazos.models import Plazo
from vuce.tramites import papeles, permisos
from vuce.tramites.estados import Fase
from vuce.tramites.forms import DocumentoRevisado
from vuce.tramites.models import Actuacion, Borrador, Consecutivo, Tramite
from vuce.tramites.permisos import Rol
from vuce.tramites.procedimientos import REGISTRO, concreto, procedimiento_de
from vuce.tramites.reglas import (
    Acto,
    BorradorPerdido,
    EstadoNoPermite,
    Ocupado,
    OtroTitular,
    Regla,
    SinPermiso,
    VersionVieja,
    exigir,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vuce.tramites.forms import FormularioTramite
    from vuce.tramites.procedimientos import Procedimiento
    from vuce.tramites.quien import Quien


@dataclass(frozen=True, slots=True)
class Transicion:
    """What a button needs to know of a transition. `a` None: an act that leaves the state as it is."""

    accion: str
    etiqueta: Any
    de: Sequence[str]
    a: str | None
    quien: Rol
    reglas: Sequence[Regla] = ()
    avisa: Sequence[Rol] = ()
    confirma: Any = ""
    clase: str = "secundaria"


def transicion(
    *,
    de: str | Sequence[str],
    a: str | None,
    quien: Rol,
    etiqueta: Any,
    reglas: Sequence[Regla] = (),
    avisa: Sequence[Rol] = (),
    confirma: Any = "",
    clase: str = "secundaria",
) -> Callable[[Callable[..., None]], Any]:
    """`django_fsm.transition` on `estado` with what the kernel needs beside it.

    `clase` is the look of the button: principal, secundaria, peligro.
    """
    desde = [de] if isinstance(de, str) else list(de)

    def decorar(metodo: Callable[..., None]) -> Any:
        dato = Transicion(metodo.__name__, etiqueta, desde, a, quien, reglas, avisa, confirma, clase)
        return transition(field="estado", source=desde, target=a, custom={"transicion": dato})(metodo)

    return decorar


@cache
def transiciones_de(modelo: type[Tramite]) -> Mapping[str, Transicion]:
    """The transitions of a kind of case by action, in the order in which they are written."""
    halladas = (getattr(modelo, nombre, None) for clase in reversed(modelo.__mro__) for nombre in vars(clase))
    datos = (
        next(iter(metodo._django_fsm.transitions.values())).custom["transicion"]
        for metodo in halladas
        if metodo is not None and hasattr(metodo, "_django_fsm")
    )
    return {dato.accion: dato for dato in datos}


def disponibles(quien: Quien, tramite: Tramite) -> list[Transicion]:
    """Transitions that `quien` may try now: by state and role. Rules are told when tried, with their reason."""
    roles = permisos.roles_en(quien, tramite)
    return [t for t in transiciones_de(type(tramite)).values() if tramite.estado in t.de and t.quien in roles]


@contextmanager
def puerta() -> Iterator[None]:
    """One transaction; a lock that is not had in time is a clear refusal."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise Ocupado from error
        raise


def ejecutar(
    tramite: int, accion: str, quien: Quien, *, version: int | None = None, datos: Mapping[str, Any] | None = None
) -> Tramite:
    """Do `accion` on the case `tramite` (its key) or refuse whole with a `Rechazo`.

    `version`: the one the user saw; `datos`: cleaned data of the transition's form.
    """
    with puerta():
        base = Tramite.objects.select_for_update(of=("self",)).get(pk=tramite)
        if version is not None and base.version != version:
            raise VersionVieja
        caso = concreto(base)
        paso = transiciones_de(type(caso)).get(accion)
        if paso is None or not permisos.puede(quien, paso.quien, caso):
            if paso and paso.quien is Rol.TITULAR and permisos.es_de_otro_titular(quien, caso.titular_id, caso.modulo):
                raise OtroTitular(caso.titular, quien)
            raise SinPermiso
        if caso.estado not in paso.de:
            raise EstadoNoPermite(str(paso.etiqueta), caso.get_estado_display())
        acto = Acto(accion, quien, reloj(), caso.version + 1, datos or {})
        exigir([*paso.reglas, *procedimiento_de(caso).reglas.get(accion, ())], caso, acto)
        antes = _foto(caso)
        getattr(caso, accion)(acto)
        _surtir_efectos(caso, acto)
        _asentar(caso, acto, antes, avisa=paso.avisa)
    return caso


def crear(borrador: Borrador, formulario: FormularioTramite, quien: Quien) -> Tramite:
    """File a draft: a valid form becomes a case with its number. A second click finds the case of the first."""
    procedimiento = REGISTRO[borrador.procedimiento]
    with puerta():
        if permisos.es_de_otro_titular(quien, borrador.titular_id, borrador.modulo):
            raise OtroTitular(borrador.titular, quien)
        if not permisos.puede_iniciar(quien, procedimiento) or quien.titular.pk != borrador.titular_id:
            raise SinPermiso
        if not Borrador.objects.select_for_update(of=("self",)).filter(pk=borrador.pk).exists():
            return _de_clave(borrador)
        acto = Acto("crear", quien, reloj(), 1, formulario.datos_del_acto())
        caso: Tramite = formulario.save(commit=False)
        caso.procedimiento, caso.modulo = procedimiento.codigo, procedimiento.modulo
        caso.titular = quien.titular
        caso.dependencia_id = procedimiento.cola(caso)
        caso.clave, caso.creado_en = borrador.pk, acto.en
        exigir(procedimiento.reglas.get("crear", ()), caso, acto)
        caso.estado = caso.inicial
        caso.fase, caso.estado_desde = caso.fases[caso.estado], acto.en
        caso.numero = Consecutivo.objects.siguiente(procedimiento.prefijo, localtime(acto.en).year)
        caso.save(force_insert=True)
        formulario.guardar_lineas(caso)
        _surtir_efectos(caso, acto)
        _adoptar(borrador, caso)
        _asentar(caso, acto, {}, avisa=[Rol(rol) for rol in caso.avisa_al_crear])
    return caso


def corregir(borrador: Borrador, formulario: FormularioTramite, quien: Quien) -> Tramite:
    """File the correction of a case: its transition «modificar» with the form's data. A second click does nothing."""
    datos = {"formulario": formulario, **formulario.datos_del_acto()}
    with puerta():
        if not Borrador.objects.select_for_update(of=("self",)).filter(pk=borrador.pk).exists():
            return _de_clave(borrador)
        caso = ejecutar(borrador.tramite_id or 0, "modificar", quien, datos=datos)
        Tramite.objects.filter(pk=caso.pk).update(clave_correccion=borrador.pk)
        _adoptar(borrador, caso)
    return caso


def _surtir_efectos(caso: Tramite, acto: Acto) -> None:
    efecto = procedimiento_de(caso).efectos.get(acto.accion)
    if efecto is not None:
        efecto(caso, acto)


def _asentar(caso: Tramite, acto: Acto, antes: dict[str, Any], *, avisa: Sequence[Rol]) -> None:
    """Save the case, write its record, move deadlines, mark documents and notices: all in the caller's transaction."""
    with translation.override(settings.LANGUAGE_CODE):  # what is written is read by everybody, whoever acts
        _escribir(caso, acto, antes, avisa)


def _escribir(caso: Tramite, acto: Acto, antes: dict[str, Any], avisa: Sequence[Rol]) -> None:
    desde = antes.get("estado", "")
    procedimiento = procedimiento_de(caso)
    caso.version = acto.orden
    caso.asunto = procedimiento.resumen(caso)[:300]
    if caso.estado != desde:
        caso.estado_desde = acto.en
        caso.fase = caso.fases[caso.estado]
        if caso.fase == Fase.EN_ENTIDAD and caso.enviado_en is None:
            caso.enviado_en = acto.en
    _mover_plazos(caso, procedimiento, acto)
    caso.vence_en = None if caso.fase == Fase.TERMINADO else Plazo.objects.proximo(caso)
    ahora = _foto(caso)
    caso.save(update_fields=[nombre for nombre in ahora if ahora[nombre] != antes.get(nombre)] or ["version"])
    anterior = caso.actuaciones.order_by("-orden").values_list("huella", flat=True).first()
    poder = acto.quien.poder_en(caso.modulo)
    actuacion = Actuacion(
        tramite=caso,
        orden=acto.orden,
        accion=acto.accion,
        desde=desde,
        hasta=caso.estado,
        usuario=acto.quien.usuario,
        por_cuenta_de=acto.quien.titular,
        poder=poder.pk if poder else None,
        en=acto.en,
        datos=a_json(acto.datos),
        cambios=a_json({n: [antes.get(n), v] for n, v in ahora.items() if n not in SIN_HISTORIA and v != antes.get(n)}),
        ip=acto.quien.ip,
        agente=acto.quien.agente,
        anterior=anterior or "",
    )
    actuacion.huella = actuacion.calcular_huella()
    actuacion.save(force_insert=True)
    caso.al_asentar(actuacion, acto)
    papeles.mover(caso, procedimiento, acto.accion)
    for rol in avisa:
        _avisar(caso, procedimiento, rol, acto)


SIN_HISTORIA = {"version", "estado_desde", "vence_en", "asunto", "clave", "clave_correccion", "numero", "creado_en"}


def _foto(caso: Tramite) -> dict[str, Any]:
    """Column values of the case by field name."""
    campos = (c for c in caso._meta.concrete_fields if not c.primary_key and not c.generated)
    return {c.name: getattr(caso, c.attname) for c in campos}


def a_json(valor: Any) -> Any:
    """What the record keeps of cleaned data: keys of objects, names of files; the rest by the JSON encoder."""
    if isinstance(valor, Mapping):
        return {str(clave): a_json(v) for clave, v in valor.items() if clave != "formulario"}
    if isinstance(valor, list | tuple | set | models.QuerySet):
        return [a_json(v) for v in valor]
    if isinstance(valor, models.Model):
        return valor.pk
    if isinstance(valor, File | DocumentoRevisado):
        return valor.name
    return valor


def _mover_plazos(caso: Tramite, procedimiento: Procedimiento, acto: Acto) -> None:
    cumplidos = [t.codigo for t in procedimiento.tiempos if acto.accion in t.detiene]
    if cumplidos:
        Plazo.objects.detener(caso, cumplidos, acto.en)
    for tiempo in procedimiento.tiempos:
        if acto.accion in tiempo.inicia:
            Plazo.objects.iniciar(caso, tiempo.codigo, tiempo.termino(caso), acto.en)


def _avisar(caso: Tramite, procedimiento: Procedimiento, rol: Rol, acto: Acto) -> None:
    """The company's people and who filed; or the reviewer who has it, or all of the queue where nobody took it."""
    destinos: Iterable[Any]
    if rol is Rol.TITULAR:
        destinos = [*caso.titular.usuarios_que("operar", caso.modulo), *_quien_radico(caso)]
    elif caso.asignado_a_id:
        destinos = [caso.asignado_a]
    else:
        destinos = caso.dependencia.usuarios_que(permisos.PERMISO_DE_ENTIDAD[rol])
    asunto = f"{caso.numero}: {caso.get_estado_display()}"
    motivos = [acto.datos.get("motivo", ""), *(texto for _campo, texto in acto.datos.get("observaciones", ()))]
    cuerpo = "\n\n".join([f"{procedimiento.nombre}. {caso.asunto}", *filter(None, motivos)])
    a_la_empresa = rol is Rol.TITULAR and acto.accion in procedimiento.avisa_a_la_empresa
    avisar(
        asunto=asunto,
        cuerpo=cuerpo,
        tramite=caso,
        usuarios=destinos,
        titular=caso.titular if a_la_empresa else None,
        efecto_legal=rol is Rol.TITULAR and acto.quien.dependencia is not None,
    )


def _quien_radico(caso: Tramite) -> list[Any]:
    """A broker hears of the case it filed for as long as its mandate lasts."""
    usuario = caso.actuaciones.select_related("usuario").get(orden=1).usuario
    rige = permisos.titulares().para(usuario, "operar", caso.modulo).filter(pk=caso.titular_id).exists()
    return [usuario] if rige else []


def _de_clave(borrador: Borrador) -> Tramite:
    """The case that a draft became: what the second click finds."""
    hecho = Tramite.objects.de_borrador(borrador.pk).first()
    if hecho is None:
        raise BorradorPerdido
    return concreto(hecho)


def _adoptar(borrador: Borrador, caso: Tramite) -> None:
    """The draft's attachments become the case's; the draft is gone."""
    Adjunto.objects.filter(borradores=borrador).update(tramite=caso)
    borrador.delete()
