"""The first entry, step by step, and one's own data ever after (usuarios USR-04)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from usuarios.ingreso.claves import poner
from usuarios.ingreso.enlaces import emitir
from usuarios.ingreso.estados import cambiar_estado
from usuarios.ingreso.eventos import anotar
from usuarios.ingreso.forms import AceptarCondiciones, DatosDePrimerIngreso, DatosGenerales
from usuarios.ingreso.puerta import falta
from usuarios.ingreso.vigencia import vencimiento
from usuarios.models import AceptacionCondiciones, Condiciones, Enlace, EventoCuenta, Usuario
from vuce.comun.limites import dentro_del_limite
from vuce.tramites.quien import Peticion, Quien

VERIFICACIONES_POR_HORA = 5
PASOS = {
    "clave": gettext_lazy("Elija su contraseña"),
    "datos": gettext_lazy("Datos generales del usuario"),
    "correo": gettext_lazy("Verifique su correo"),
    "condiciones": gettext_lazy("Condiciones del Servicio"),
}


def primer_ingreso(request: Peticion) -> HttpResponse:
    paso = falta(request.user)
    if not paso:
        return redirect("inicio")
    if "datos" in request.GET and paso == "correo":
        paso = "datos"  # the address was wrong
    return ATIENDE[paso](request)


def mis_datos(request: Peticion) -> HttpResponse:
    form = DatosGenerales(request.POST or None, instance=_copia(request.user))
    if not form.is_valid():
        return render(request, "usuarios/mis_datos.html", {"form": form, "empresa": request.user.empresa})
    _guardar_datos(form, request)
    messages.success(request, _("Sus datos quedaron guardados."))
    return redirect("usuarios:mis_datos")


def _clave(request: Peticion) -> HttpResponse:
    form = SetPasswordForm(request.user, request.POST or None)
    if not form.is_valid():
        return _mostrar(request, "clave", form)
    poner(request.user, form.cleaned_data["new_password1"], request.actua_por, _("En su primer ingreso."))
    update_session_auth_hash(request, request.user)
    request.equipo_de = request.user  # type: ignore[attr-defined]
    return redirect("usuarios:primer_ingreso")


def _datos(request: Peticion) -> HttpResponse:
    form = DatosDePrimerIngreso(request.POST or None, instance=_copia(request.user))
    if not form.is_valid():
        return _mostrar(request, "datos", form)
    _guardar_datos(form, request)
    if form.agencia_dicha:
        anotar(request.user, EventoCuenta.Tipo.DATOS, request.actua_por, form.agencia_dicha)
        messages.info(request, form.agencia_dicha)
    return redirect("usuarios:primer_ingreso")


def _correo(request: Peticion) -> HttpResponse:
    if request.method == "POST":
        if _pedir_verificacion(request):
            messages.success(request, _("Le enviamos otro enlace."))
        return redirect("usuarios:primer_ingreso")
    return _mostrar(request, "correo", None)


def _condiciones(request: Peticion) -> HttpResponse:
    form = AceptarCondiciones(request.POST or None)
    vigentes = Condiciones.objects.vigentes().first()
    if vigentes is not None and not form.is_valid():
        return _mostrar(request, "condiciones", form, condiciones=vigentes)
    with transaction.atomic():
        if vigentes is not None:
            _aceptar(request.actua_por, vigentes)
        _registrar(request.user, request.actua_por)
    messages.success(request, _("Ha culminado su registro: ya puede usar la VUCE."))
    return redirect("inicio")


ATIENDE = {"clave": _clave, "datos": _datos, "correo": _correo, "condiciones": _condiciones}


def _mostrar(request: Peticion, paso: str, form: Any, **mas: Any) -> HttpResponse:
    contexto = {"paso": paso, "titulo": PASOS[paso], "pasos": PASOS, "form": form, "empresa": request.user.empresa}
    return render(request, "usuarios/primer_ingreso.html", {"condiciones": None, "menu": [], **contexto, **mas})


def _copia(usuario: Usuario) -> Usuario:
    """The row anew: a form with errors leaves what was typed in its instance, and pages show the user."""
    return Usuario.objects.select_related("empresa").get(pk=usuario.pk)


def _guardar_datos(form: DatosGenerales, request: Peticion) -> None:
    """Save and record what changed; an address that changed must be verified again."""
    usuario: Usuario = form.instance
    with transaction.atomic():
        if "correo" in form.changed_data:
            usuario.correo_verificado_en = None
        propios = [campo for campo in form.fields if campo in DatosGenerales.Meta.fields]
        usuario.save(update_fields=[*propios, "correo_verificado_en"])
        if form.changed_data:
            nombres = ", ".join(str(form.fields[campo].label) for campo in form.changed_data)
            anotar(usuario, EventoCuenta.Tipo.DATOS, request.actua_por, nombres)
        if usuario.correo_verificado_en is None:
            _pedir_verificacion(request, usuario)


def _pedir_verificacion(request: Peticion, usuario: Usuario | None = None) -> bool:
    """Mail the link that verifies the address, whatever was typed: so few times that it is no way to bother anybody."""
    if dentro_del_limite("verificacion", str(request.user.pk), veces=VERIFICACIONES_POR_HORA, segundos=3600):
        emitir(usuario or request.user, Enlace.Proposito.CORREO)
        return True
    messages.error(request, _("Ya le enviamos varios enlaces: espere una hora y pida otro."))
    return False


def _aceptar(quien: Quien, condiciones: Condiciones) -> None:
    _fila, nueva = AceptacionCondiciones.objects.get_or_create(
        usuario=quien.usuario, condiciones=condiciones, defaults={"ip": quien.ip, "agente": quien.agente}
    )
    if nueva:
        anotar(quien.usuario, EventoCuenta.Tipo.CONDICIONES, quien, _("Versión %(v)s") % {"v": condiciones})


def _registrar(usuario: Usuario, quien: Quien) -> None:
    """The first entry is complete: the account begins to run."""
    if usuario.registrado_en is not None:
        return
    if usuario.empresa_id and usuario.vence_el is None:
        usuario.vence_el = vencimiento(usuario.vigencia, timezone.localdate())
    usuario.registrado_en = timezone.now()
    usuario.save(update_fields=["registrado_en", "vence_el"])
    if usuario.situacion == Usuario.Estado.PENDIENTE_ACTIVACION:
        cambiar_estado(usuario, Usuario.Estado.ACTIVO, quien, _("Completó su primer ingreso."))
