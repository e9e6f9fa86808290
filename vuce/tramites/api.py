"""The generic case over the API: one view set a procedure, made from the registry."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError as ErrorDeFormulario
from django.db.models import QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response

from vuce.api.analizadores import AnalizadorJson
from vuce.api.formularios import como_formulario, lineas_como_formset, serializador_de
from vuce.comun.formularios import leer_entero
from vuce.comun.paginacion import Paginador
from vuce.documentos.adjuntos import recibir, respuesta_de_archivo
from vuce.tramites.estados import Fase
from vuce.tramites.filtros import FiltroTramites
from vuce.tramites.forms import PREFIJO_LINEAS, formulario_de_accion
from vuce.tramites.models import RECIENTES, Borrador, Tramite
from vuce.tramites.permisos import casos_de, puede, puede_iniciar
from vuce.tramites.procedimientos import REGISTRO, Procedimiento, concreto, etiqueta_de_estado
from vuce.tramites.quien import Quien
from vuce.tramites.reglas import SinPermiso
from vuce.tramites.transiciones import crear, disponibles, ejecutar, puerta, transiciones_de

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponseBase
    from rest_framework.routers import BaseRouter

    from vuce.tramites.forms import FormularioTramite
    from vuce.tramites.quien import PeticionApi


CORREGIR = "modificar"  # goes through a draft, in the browser


class TramiteSerializer(serializers.ModelSerializer[Tramite]):
    titular = serializers.CharField(source="titular.nit")
    razon_social = serializers.CharField(source="titular.razon_social")
    estado_etiqueta = serializers.SerializerMethodField()

    class Meta:
        model = Tramite
        fields: ClassVar = [
            *("id", "numero", "procedimiento", "titular", "razon_social", "asunto", "estado", "estado_etiqueta"),
            *("fase", "version", "creado_en", "enviado_en", "estado_desde", "vence_en"),
        ]

    def get_estado_etiqueta(self, tramite: Tramite) -> str:
        return etiqueta_de_estado(tramite)


def _valores(formulario: forms.BaseForm) -> dict[str, Any]:
    """What the fields hold; exact numbers as text, since JSON's own are not exact."""
    valores = {campo.name: campo.value() for campo in formulario if campo.name != DELETION_FIELD_NAME}
    return {nombre: str(valor) if isinstance(valor, Decimal) else valor for nombre, valor in valores.items()}


class FichaSerializer(TramiteSerializer):
    """The case with its data, what can be done now, and its documents."""

    datos = serializers.SerializerMethodField()
    acciones = serializers.SerializerMethodField()
    documentos = serializers.SerializerMethodField()

    class Meta(TramiteSerializer.Meta):
        fields: ClassVar = [*TramiteSerializer.Meta.fields, "datos", "acciones", "documentos"]

    @extend_schema(responses=dict)
    def get_datos(self, tramite: Tramite) -> dict[str, Any]:
        del_titular = Quien(self.context["quien"].usuario, titular=tramite.titular)
        formulario = REGISTRO[tramite.procedimiento].formulario(instance=tramite, quien=del_titular)
        datos: dict[str, Any] = _valores(formulario)
        if formulario.lineas is not None:
            guardadas = formulario.lineas.forms[: len(formulario.lineas.initial or [])]
            datos["lineas"] = [_valores(linea) for linea in guardadas]
        return datos

    def get_acciones(self, tramite: Tramite) -> list[str]:
        pasos = disponibles(self.context["quien"], tramite)
        return [paso.accion for paso in pasos if paso.accion != CORREGIR]

    def get_documentos(self, tramite: Tramite) -> list[dict[str, Any]]:
        campos = ("id", "clase", "titulo", "estado", "sha256", "firmado_sha256", "generado_en")
        return list(tramite.documentos.order_by("id").values(*campos))


class PaginadorDeTramites(Paginador):
    ordering = RECIENTES


class TramiteViewSet(viewsets.GenericViewSet[Tramite]):
    """List, file, read and move the cases of one procedure."""

    procedimiento: ClassVar[Procedimiento]
    pagination_class = PaginadorDeTramites
    filterset_class = FiltroTramites
    parser_classes = (AnalizadorJson, MultiPartParser, FormParser)
    lookup_value_regex = r"\d{1,18}"
    serializer_class = TramiteSerializer
    request: PeticionApi

    def get_queryset(self) -> QuerySet[Tramite]:
        return casos_de(self.request.actua_por).filter(procedimiento=self.procedimiento.codigo)

    def list(self, request: PeticionApi) -> Response:
        filtro = FiltroTramites(request.query_params, self.get_queryset(), request=request)
        if not filtro.is_valid():
            raise ValidationError(filtro.errors)
        pagina = self.paginate_queryset(filtro.qs.select_related("titular"))
        return self.get_paginated_response(TramiteSerializer(pagina, many=True).data)

    def retrieve(self, request: PeticionApi, pk: str) -> Response:
        return Response(self._ficha(self._caso(pk)))

    def create(self, request: PeticionApi) -> Response:
        """File a request. `Idempotency-Key` (UUID): sending it again gives the case of the first time."""
        if not puede_iniciar(request.actua_por, self.procedimiento):
            raise NotFound
        clave = self._clave(request)
        if not Tramite.objects.filter(clave=clave).exists():
            caso = self._radicar(request, clave, self._formulario(request))
            if caso is not None:
                return Response(self._ficha(caso), status=status.HTTP_201_CREATED)
        hecho = self.get_queryset().filter(clave=clave).first()
        if hecho is None:
            raise ValidationError({"Idempotency-Key": [_("Esa clave ya se usó para otra cosa.")]})
        return Response(self._ficha(concreto(hecho)))

    @action(detail=True, methods=["post"], url_path=r"acciones/(?P<accion>[a-z_]+)")
    def acciones(self, request: PeticionApi, pk: str, accion: str) -> Response:
        """Do a transition. `version` (optional): refuse if the case changed since it was read."""
        caso = self._caso(pk)
        paso = transiciones_de(type(caso)).get(accion)
        if paso is None or accion == CORREGIR:
            raise NotFound
        if not puede(request.actua_por, paso.quien, caso):
            raise SinPermiso
        datos: dict[str, Any] = {}
        if caso.estado in paso.de:
            clase = formulario_de_accion(caso, accion)
            formulario = clase(dict(request.data.items()), request.FILES, tramite=caso, quien=request.actua_por)
            if not formulario.is_valid():
                raise ValidationError(_errores(formulario))
            datos = formulario.datos_del_acto()
        dicha = request.data.get("version")
        version = None if dicha is None else leer_entero(str(dicha))
        if dicha is not None and version is None:
            raise ValidationError({"version": [_("Debe ser un número.")]})
        hecho = ejecutar(caso.pk, accion, request.actua_por, version=version, datos=datos)
        return Response(self._ficha(hecho))

    @action(detail=True, methods=["get"], url_path=r"documentos/(?P<documento>\d{1,18})")
    def documentos(self, request: PeticionApi, pk: str, documento: str) -> HttpResponseBase:
        fila = get_object_or_404(self._caso(pk).documentos.exclude(archivo=""), pk=documento)
        archivo = fila.firmado or fila.archivo
        return respuesta_de_archivo(archivo, nombre=f"{fila.clase}.pdf", tipo="application/pdf")

    def _caso(self, pk: str) -> Tramite:
        return concreto(get_object_or_404(self.get_queryset(), pk=pk))

    def _ficha(self, caso: Tramite) -> dict[str, Any]:
        return dict(FichaSerializer(caso, context={"quien": self.request.actua_por}).data)

    def _clave(self, request: PeticionApi) -> UUID:
        try:
            return UUID(request.headers["Idempotency-Key"]) if "Idempotency-Key" in request.headers else uuid4()
        except ValueError:
            raise ValidationError({"Idempotency-Key": [_("Debe ser un UUID.")]}) from None

    def _formulario(self, request: PeticionApi) -> FormularioTramite:
        clase = self.procedimiento.formulario
        entrada = serializador_de_solicitud(self.procedimiento)(data=request.data)
        entrada.is_valid(raise_exception=True)
        datos = dict(entrada.validated_data)
        lineas = datos.pop("lineas", [])
        extras = {k: v for k, v in request.data.items() if k not in datos and k != "lineas"}
        formulario = clase(
            como_formulario(extras | datos) | lineas_como_formset(lineas, PREFIJO_LINEAS), quien=request.actua_por
        )
        if not formulario.is_valid():
            raise ValidationError(_errores(formulario))
        return formulario

    def _radicar(self, request: PeticionApi, clave: UUID, formulario: FormularioTramite) -> Tramite | None:
        """File with the key, or None where it is taken. Another request with the same key waits for this one."""
        with puerta():
            borrador, nuevo = Borrador.objects.get_or_create(
                pk=clave,
                defaults={
                    "usuario": request.user,
                    "titular": request.actua_por.titular,
                    "modulo": self.procedimiento.modulo,
                    "procedimiento": self.procedimiento.codigo,
                },
            )
            if not nuevo:
                return None
            if Tramite.objects.filter(clave=clave).exists():
                borrador.delete()
                return None
            self._adjuntar(request, borrador, formulario)
            return crear(borrador, formulario, request.actua_por)

    def _adjuntar(self, request: PeticionApi, borrador: Borrador, formulario: FormularioTramite) -> None:
        for entrada in self.procedimiento.entradas:
            nombre = f"adjunto_{entrada.clase}"
            archivo = request.FILES.get(nombre)
            if archivo is None and entrada.exigencia(formulario) == "obligatoria":
                raise ValidationError({nombre: [_("Falta el adjunto «%(nombre)s».") % {"nombre": entrada.etiqueta}]})
            if archivo is not None:
                try:
                    adjunto = recibir(archivo, clase=entrada.clase, tipos=entrada.tipos, usuario=request.user)
                except ErrorDeFormulario as error:
                    raise ValidationError({nombre: error.messages}) from error
                if error_del_archivo := entrada.revisar(formulario, adjunto):
                    raise ValidationError({nombre: [error_del_archivo]})
                borrador.adjuntos.add(adjunto)


def _errores(formulario: forms.BaseForm) -> dict[str, Any]:
    errores: dict[str, Any] = dict(formulario.errors)
    lineas = getattr(formulario, "lineas", None)
    if lineas is not None and not lineas.is_valid():
        errores["lineas"] = [*lineas.errors, *lineas.non_form_errors()]
    return errores


def serializador_de_solicitud(procedimiento: Procedimiento) -> type[serializers.Serializer[Any]]:
    """What a request of the procedure is made of, lines included."""
    nombre = "".join(parte.title() for parte in procedimiento.codigo.replace("_", ".").split("."))
    base = serializador_de(procedimiento.formulario, nombre)
    if procedimiento.formulario.clase_lineas is None:
        return base
    linea = serializador_de(procedimiento.formulario.clase_lineas.form, f"{nombre}Linea")
    return type(f"{nombre}Solicitud", (base,), {"lineas": linea(many=True, required=False)})


CLAVE = OpenApiParameter(
    "Idempotency-Key",
    UUID,
    OpenApiParameter.HEADER,
    description="Clave del envío: repetirla devuelve el trámite de la primera vez.",
)
FILTROS = [
    OpenApiParameter("q", str, description="Radicado, NIT, razón social o palabras del asunto."),
    OpenApiParameter("fase", str, enum=Fase.values),
    OpenApiParameter("desde", OpenApiTypes.DATE),
    OpenApiParameter("hasta", OpenApiTypes.DATE),
]


def vista_de(procedimiento: Procedimiento) -> type[TramiteViewSet]:
    solicitud = serializador_de_solicitud(procedimiento)
    vista: type[TramiteViewSet] = type(
        solicitud.__name__ + "ViewSet", (TramiteViewSet,), {"procedimiento": procedimiento}
    )
    comun: dict[str, Any] = {"tags": [procedimiento.codigo]}
    return extend_schema_view(
        list=extend_schema(**comun, description=str(procedimiento.nombre), parameters=FILTROS),
        retrieve=extend_schema(**comun, description=str(procedimiento.nombre), responses=FichaSerializer),
        create=extend_schema(**comun, request=solicitud, responses={201: FichaSerializer}, parameters=[CLAVE]),
        acciones=extend_schema(**comun, request=OpenApiTypes.OBJECT, responses=FichaSerializer),
        documentos=extend_schema(**comun, responses={(200, "application/pdf"): OpenApiTypes.BINARY}),
    )(vista)


def registrar_rutas(router: BaseRouter) -> None:
    for codigo, procedimiento in REGISTRO.items():
        router.register(codigo.replace(".", "/"), vista_de(procedimiento), basename=codigo)
