"""Forms that the kernel offers to every procedure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.forms.models import model_to_dict
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from vuce.comun.formularios import Lineas
from vuce.documentos import antivirus
from vuce.documentos.adjuntos import nombre_limpio, recibir
from vuce.documentos.models import Adjunto
from vuce.firma.verificacion import verificar
from vuce.tramites.procedimientos import REGISTRO, procedimiento_de

if TYPE_CHECKING:
    from vuce.tramites.models import Borrador, Tramite
    from vuce.tramites.quien import Quien

PREFIJO_LINEAS = "lineas"


class FormularioTramite(forms.ModelForm[Any]):
    """Data of a case, validated strictly when it is filed. A draft is shown again as typed: `mostrar`.

    `clase_lineas`: rows of the application, if it has them; each valid row makes a `modelo_linea` of the case.
    """

    clase_lineas: ClassVar[type[Lineas] | None] = None
    modelo_linea: ClassVar[type[models.Model]]

    def __init__(self, *args: Any, quien: Quien, **kwargs: Any) -> None:
        self.quien = quien
        super().__init__(*args, **kwargs)
        self.lineas: Lineas | None = None
        if self.clase_lineas is not None:
            self.lineas = self.clase_lineas(
                self.data if self.is_bound else None,
                prefix=PREFIJO_LINEAS,
                initial=[model_to_dict(linea) for linea in self._lineas_guardadas()],
                **self.opciones_lineas(),
            )

    @classmethod
    def mostrar(cls, datos: QueryDict, quien: Quien) -> FormularioTramite:
        """What was typed so far, nothing validated; rows added or taken away where a button asked for it."""
        formulario = cls(quien=quien, initial=datos.dict())
        formulario.initial = {
            nombre: campo.widget.value_from_datadict(datos, MultiValueDict(), nombre)
            for nombre, campo in formulario.fields.items()
        }
        if cls.clase_lineas is not None:
            formulario.lineas = cls.clase_lineas.desde(datos, PREFIJO_LINEAS, **formulario.opciones_lineas())
        return formulario

    @property
    def titular(self) -> Any:
        return self.quien.titular

    @classmethod
    def observables(cls) -> dict[str, Any]:
        """What a reviewer may ask to correct, by name: the fields that people see, and the rows as a whole."""
        campos = {n: campo.label or n for n, campo in cls.base_fields.items() if not campo.widget.is_hidden}
        return campos | ({PREFIJO_LINEAS: cls.clase_lineas.titulo} if cls.clase_lineas else {})

    @property
    def sobre(self) -> str:
        """What this application is about, told above its fields where they do not say it."""
        return ""

    def opciones_lineas(self) -> dict[str, Any]:
        """Keyword arguments of the rows' formset, e.g. `form_kwargs`; asked before anything is validated."""
        return {}

    def elegido(self, campo: str) -> str:
        """Raw value of a field before validation: what was typed, or what the page began with."""
        return str((self.data if self.is_bound else self.initial).get(campo) or "")

    @property
    def formsets(self) -> list[Lineas]:
        return [self.lineas] if self.lineas is not None else []

    def is_valid(self) -> bool:
        lineas_validas = self.lineas is None or self.lineas.is_valid()
        return super().is_valid() and lineas_validas

    def datos_del_acto(self) -> dict[str, Any]:
        """Cleaned data, rows included, as the record keeps them."""
        return {**self.cleaned_data, **({"lineas": self.lineas.filas} if self.lineas is not None else {})}

    def crudo(self) -> dict[str, list[str]]:
        """The form as a browser would post it: what a draft keeps. Used to begin the correction of a case."""
        datos = _como_enviado(self)
        for conjunto in self.formsets:
            datos |= _como_enviado(conjunto.management_form)
            for formulario in conjunto.forms:
                datos |= _como_enviado(formulario)
        return datos

    def guardar_lineas(self, caso: Tramite) -> None:
        """Write the rows of a new case, or put them in the place of those of a corrected one."""
        if self.lineas is not None:
            self._lineas_de(caso).delete()
            fk = self._fk_de_lineas()
            self.modelo_linea._default_manager.bulk_create(
                self.modelo_linea(**{fk: caso}, **fila) for fila in self.lineas.filas
            )

    def _fk_de_lineas(self) -> str:
        return next(c.name for c in self.modelo_linea._meta.concrete_fields if c.related_model is self._meta.model)

    def _lineas_de(self, caso: Tramite) -> models.QuerySet[Any]:
        return self.modelo_linea._default_manager.filter(**{self._fk_de_lineas(): caso}).order_by("pk")

    def _lineas_guardadas(self) -> models.QuerySet[Any] | list[Any]:
        return self._lineas_de(self.instance) if self.instance.pk else []

    def aplicar_a(self, caso: Tramite) -> None:
        """Put the form's data on a case that is being corrected: every editable column of the procedure's own."""
        for campo in caso._meta.local_concrete_fields:
            if campo.editable and not campo.primary_key:
                setattr(caso, campo.attname, getattr(self.instance, campo.attname))
        self.guardar_lineas(caso)


def _como_enviado(formulario: forms.BaseForm) -> dict[str, list[str]]:
    enviado: dict[str, list[str]] = {}
    for campo in formulario:
        valor = campo.field.widget.format_value(campo.value())
        if valor is not None:
            enviado[campo.html_name] = [str(v) for v in valor] if isinstance(valor, list | tuple) else [str(valor)]
    return enviado


class FormularioEntradas(forms.Form):
    """The attachments of a draft: each file is received as it comes, and stays even where the rest has errors."""

    def __init__(self, *args: Any, borrador: Borrador, formulario: FormularioTramite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.borrador, self.formulario = borrador, formulario
        self.entradas = {
            f"adjunto_{entrada.clase}": (entrada, exigencia)
            for entrada in REGISTRO[borrador.procedimiento].entradas
            if (exigencia := entrada.exigencia(formulario)) != "no"
        }
        for nombre, (entrada, exigencia) in self.entradas.items():
            self.fields[nombre] = forms.FileField(label=entrada.etiqueta, required=exigencia == "obligatoria")
            self.fields[nombre].help_text = _("Formatos: %(tipos)s.") % {"tipos": ", ".join(entrada.tipos).upper()}
        self.use_required_attribute = False  # a file given before need not be given again

    def full_clean(self) -> None:
        """Errors are those of `recibir` and `exigir`."""
        self._errors, self.cleaned_data = ErrorDict(), {}

    def recibir(self, usuario: Any) -> None:
        """Keep every good file; say beside its field what is wrong with a bad one."""
        for nombre, (entrada, _exigencia) in self.entradas.items():
            for archivo in self.files.getlist(nombre) if self.files else []:
                try:
                    self.borrador.adjuntos.add(
                        recibir(archivo, clase=entrada.clase, tipos=entrada.tipos, usuario=usuario)
                    )
                except forms.ValidationError as error:
                    self.add_error(nombre, error)

    def exigir(self) -> None:
        """Complain of what is mandatory and was not given, now or with the case that is being corrected, and of a
        file that does not serve: the newest one of its kind."""
        suyos = Q(borradores=self.borrador) | Q(tramite__isnull=False, tramite=self.borrador.tramite_id)
        dadas = {adjunto.clase: adjunto for adjunto in Adjunto.objects.filter(suyos).order_by("pk")}
        for nombre, (entrada, exigencia) in self.entradas.items():
            adjunto = dadas.get(entrada.clase)
            if adjunto is not None:
                if self.formulario.is_valid() and (error := entrada.revisar(self.formulario, adjunto)):
                    self.add_error(nombre, error)
            elif exigencia == "obligatoria":
                falta = entrada.falta or _("Falta el adjunto «%(nombre)s».") % {"nombre": entrada.etiqueta}
                self.add_error(nombre, falta)


class FormularioAccion(forms.Form):
    """What a transition asks of the person who does it."""

    def __init__(self, *args: Any, tramite: Any, quien: Quien, **kwargs: Any) -> None:
        self.tramite = tramite
        self.quien = quien
        super().__init__(*args, **kwargs)

    def datos_del_acto(self) -> dict[str, Any]:
        return self.cleaned_data


class FormularioMotivo(FormularioAccion):
    motivo = forms.CharField(
        label=_("Motivo"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Quedará en el historial del trámite y en el aviso."),
    )


class FormularioAsignar(FormularioAccion):
    """One of the reviewers of the case's queue who may enter."""

    evaluador: Any = forms.ModelChoiceField(label=_("Evaluador"), queryset=None, empty_label=_("Elija a quién"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        evaluadores = self.tramite.dependencia.usuarios_que("evaluar")
        activos = [usuario.pk for usuario in evaluadores if usuario.is_active]
        self.fields["evaluador"].queryset = evaluadores.filter(pk__in=activos)


class FormularioObservaciones(FormularioAccion):
    """One observation for the whole, and one for each field the reviewer wants corrected."""

    general = forms.CharField(
        label=_("Observación general"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nombre, etiqueta in procedimiento_de(self.tramite).formulario.observables().items():
            self.fields[f"campo_{nombre}"] = forms.CharField(
                label=etiqueta, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or {}
        if not any(datos.values()):
            raise forms.ValidationError(
                _("Escriba al menos una observación para que el solicitante sepa qué corregir.")
            )
        return datos

    def datos_del_acto(self) -> dict[str, Any]:
        pares = [(n.removeprefix("campo_"), t) for n, t in self.cleaned_data.items() if t and n != "general"]
        general = self.cleaned_data.get("general")
        return {"observaciones": [*([("", general)] if general else []), *pares]}


@dataclass(frozen=True, slots=True)
class DocumentoRevisado:
    """A signed PDF that passed verification against the document whose SHA-256 is `original_sha256`."""

    pdf: bytes
    informe: dict[str, Any]
    original_sha256: str
    name: str


class FormularioEnvio(FormularioAccion):
    """The document signed outside the portal (JSignPdf, Adobe…), verified before anything else happens."""

    documento_firmado = forms.FileField(
        label=_("Documento firmado (PDF)"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_("Descargue el documento del radicado, fírmelo con su certificado digital y adjúntelo aquí."),
    )

    def clean_documento_firmado(self) -> DocumentoRevisado:
        subido = self.cleaned_data["documento_firmado"]
        documento = self.tramite.documento_por_firmar()
        if documento is None:
            raise forms.ValidationError(_("El documento aún se está preparando. Espere unos segundos y repita."))
        pdf = subido.read(settings.ADJUNTO_MAXIMO_BYTES + 1)
        calidades = procedimiento_de(self.tramite).firmantes
        informe = verificar(
            pdf,
            documento.leer(original=True),
            self.tramite.titular.firmantes(calidades),
            recibido_en=timezone.now(),
            radicado=self.tramite.numero,
        )
        if not informe.valido:
            raise forms.ValidationError(informe.error)
        antivirus.revisar(subido, nombre_limpio(subido.name))
        return DocumentoRevisado(pdf, informe.a_json(), documento.sha256, subido.name)


FORMULARIOS_COMUNES: dict[str, type[FormularioAccion]] = {
    "enviar": FormularioEnvio,
    "asignar": FormularioAsignar,
    "devolver": FormularioObservaciones,
    "negar": FormularioMotivo,
    "rechazar": FormularioMotivo,
    "desistir": FormularioMotivo,
}


def formulario_de_accion(tramite: Tramite, accion: str) -> type[FormularioAccion]:
    """What `accion` asks in this procedure: its own form, the common one, or nothing but the confirmation."""
    propios = procedimiento_de(tramite).formularios
    return propios.get(accion) or FORMULARIOS_COMUNES.get(accion) or FormularioAccion
