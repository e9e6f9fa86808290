"""USR-02 and USR-03: the principal creates the users of its company in three steps, and keeps them."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from guardian.shortcuts import assign_perm, remove_perm

from tests.ayudas.elenco import Actor
from tests.ayudas.registro_falso import RegistroFalso
from tests.usuarios.fabricas_poder import secundario
from usuarios.models import CargaUsuarios, Empresa, Enlace, EventoCuenta, Perfil, Usuario
from usuarios.secundarios import alta, archivos
from usuarios.secundarios.carga import Ocupados
from usuarios.secundarios.roles import asignar_roles
from vuce.comun.rechazo import Rechazo
from vuce.tramites.permisos import visibles_para

BASE = "/usuarios/secundarios/"
NUEVO = {
    "tipo_documento": "CC",
    "documento": "52.718.285",
    "nombre": "Rosa Díaz Parra",
    "correo": "rosa@ingenio.example",
    "codigo": "Rosa2026",
    "modo": "enlace",
}
LIMITE = "El Usuario Principal ya registró el máximo de 1.000 Usuarios Secundarios."


def errores(respuesta: Any) -> dict[str, list[str]]:
    assert respuesta.status_code in {409, 422}, respuesta.status_code
    return dict(respuesta.context["form"].errors)


def confirmado(navegador: Client, url: str, datos: dict[str, Any]) -> Any:
    """Fill in, read the confirmation, confirm what it carries."""
    pagina = navegador.post(url, datos)
    assert pagina.status_code == 200, pagina.context["form"].errors
    ocultos: dict[str, list[str]] = {}
    for nombre, valor in pagina.context["form"].ocultos():
        ocultos.setdefault(nombre, []).append(valor)
    return navegador.post(url, {**ocultos, "confirmar": "1"})


def test_los_tres_pasos_con_su_confirmacion(ana: Actor) -> None:
    navegador = ana.navegador
    pagina = navegador.post(f"{BASE}nuevo/", NUEVO)
    assert "Rosa Díaz Parra" in pagina.content.decode()
    assert not Usuario.objects.filter(codigo="ROSA2026").exists()
    creado = confirmado(navegador, f"{BASE}nuevo/", NUEVO)
    rosa = Usuario.objects.get(codigo="ROSA2026")
    assert creado.url == f"{BASE}{rosa.pk}/perfiles/"
    assert (rosa.empresa, rosa.situacion, rosa.documento) == (ana.usuario.empresa, "pendiente_activacion", "52718285")
    con_perfil = confirmado(navegador, creado.url, {"perfiles": ["contingentes", "juguete"]})
    assert con_perfil.url == f"{BASE}{rosa.pk}/roles/"
    assert confirmado(navegador, con_perfil.url, {"roles": ["operar"]}).url == f"{BASE}areas/perfiles/"
    assert sorted(rosa.perfiles.values_list("modulo", flat=True)) == ["contingentes", "juguete"]
    assert rosa.has_perm("usuarios.operar", rosa.empresa)
    assert list(rosa.eventos.order_by("id").values_list("tipo", "actor__codigo")) == [
        ("alta", "ana"),
        ("enlace", None),
        ("rol", "ana"),
        ("rol", "ana"),
    ]


def test_volver_a_corregir_conserva_lo_escrito(ana: Actor) -> None:
    vuelta = ana.navegador.post(f"{BASE}nuevo/", {**NUEVO, "corregir": "1"})
    assert 'value="Rosa Díaz Parra"' in vuelta.content.decode()
    assert 'value="Rosa2026"' in vuelta.content.decode()


def test_la_invitacion_llega_por_enlace_y_la_clave_la_pone_ella(ana: Actor) -> None:
    confirmado(ana.navegador, f"{BASE}nuevo/", NUEVO)
    rosa = Usuario.objects.get(codigo="ROSA2026")
    assert not rosa.has_usable_password()
    assert Enlace.objects.get(usuario=rosa).proposito == "invitacion"


def test_la_clave_temporal_se_confirma_sin_volver_a_la_pagina(ana: Actor) -> None:
    clave = "caña-de-azúcar-26"
    datos = NUEVO | {"modo": "clave", "clave": clave, "clave_repetida": clave}
    pagina = ana.navegador.post(f"{BASE}nuevo/", datos)
    assert clave not in pagina.content.decode()
    confirmado(ana.navegador, f"{BASE}nuevo/", datos)
    rosa = Usuario.objects.get(codigo="ROSA2026")
    assert rosa.check_password(clave)
    assert rosa.clave_temporal


@pytest.mark.parametrize(
    ("cambios", "campo"),
    [
        ({"codigo": "corta12"}, "codigo"),
        ({"codigo": "con-guio"}, "codigo"),
        ({"codigo": "demasiado1"}, "codigo"),
        ({"documento": "ab"}, "documento"),
        ({"nombre": ""}, "nombre"),
        (
            {"nombre": "", "modo": "clave", "clave": "una-clave-larga-1", "clave_repetida": "una-clave-larga-1"},
            "nombre",
        ),
        ({"correo": ""}, "correo"),
        ({"modo": "clave", "clave": "corta", "clave_repetida": "corta"}, "clave"),
        ({"modo": "clave", "clave": "una-clave-larga-1", "clave_repetida": "otra"}, "clave_repetida"),
        ({"modo": "clave", "clave_guardada": "falsa"}, "clave"),
    ],
)
def test_lo_que_esta_mal_se_dice_junto_a_su_campo(ana: Actor, cambios: dict[str, str], campo: str) -> None:
    assert campo in errores(ana.navegador.post(f"{BASE}nuevo/", NUEVO | cambios))


def test_el_codigo_no_se_repite_ni_despues_de_eliminado(ana: Actor, carla: Actor) -> None:
    usuario = secundario(carla, "ROSA2026").usuario
    Usuario.objects.filter(pk=usuario.pk).update(situacion="eliminado")
    assert "codigo" in errores(ana.navegador.post(f"{BASE}nuevo/", NUEVO | {"codigo": "rOSA2026"}))


@pytest.mark.parametrize("situacion", ["cancelado", "eliminado"])
def test_el_documento_de_una_cuenta_que_termino_queda_libre(ana: Actor, situacion: str) -> None:
    """USR-02: the form, a row of a bulk creation and the database agree."""
    antes = secundario(ana, "ANTES001").usuario
    Usuario.objects.filter(pk=antes.pk).update(situacion=situacion, tipo_documento="CC", documento="52718285")
    assert ("CC", "52718285") not in Ocupados.de(ana.usuario.empresa, [])
    assert confirmado(ana.navegador, f"{BASE}nuevo/", NUEVO).status_code == 302
    assert Usuario.objects.filter(documento="52718285").count() == 2


def test_el_documento_es_unico_en_la_empresa_y_libre_en_otra(ana: Actor, carla: Actor) -> None:
    otro = secundario(ana, "OTRO2026").usuario
    ya = NUEVO | {"documento": otro.documento}
    assert "documento" in errores(ana.navegador.post(f"{BASE}nuevo/", ya))
    assert carla.navegador.post(f"{BASE}nuevo/", ya).status_code == 200


def test_los_nombres_salen_del_registro_de_personas(ana: Actor, registro_falso: RegistroFalso) -> None:
    registro_falso.filas["DNI", "45821903"] = {"nombre": "Rosa Quispe Mamani"}
    datos = NUEVO | {"tipo_documento": "DNI", "documento": "45821903", "nombre": "Otra cosa"}
    confirmado(ana.navegador, f"{BASE}nuevo/", datos)
    assert Usuario.objects.get(codigo="ROSA2026").nombre == "Rosa Quispe Mamani"
    desconocido = ana.navegador.post(f"{BASE}nuevo/", datos | {"documento": "11111111", "codigo": "OTRA2026"})
    assert "documento" in errores(desconocido)


def llenar(empresa: Empresa, cuantos: int) -> None:
    Usuario.objects.bulk_create(
        Usuario(codigo=f"U{n:07d}", nombre="X", empresa=empresa, documento=str(30_000_000 + n), password="!")
        for n in range(cuantos)
    )


def test_en_mil_se_llega_al_limite_y_los_eliminados_no_cuentan(ana: Actor) -> None:
    llenar(ana.usuario.empresa, alta.MAXIMO)
    assert errores(ana.navegador.post(f"{BASE}nuevo/", {**NUEVO, "confirmar": "1"})) == {"__all__": [LIMITE]}
    Usuario.objects.filter(codigo="U0000000").update(situacion="eliminado")
    assert ana.navegador.post(f"{BASE}nuevo/", {**NUEVO, "confirmar": "1"}).status_code == 302


def test_la_cuenta_directa_no_crea_otros(ana: Actor) -> None:
    Empresa.objects.filter(pk=ana.usuario.empresa_id).update(cuenta_directa=True)
    assert "cuenta directa" in str(errores(ana.navegador.post(f"{BASE}nuevo/", {**NUEVO, "confirmar": "1"})))


@pytest.mark.django_db(transaction=True)
def test_dos_a_la_vez_con_999_dan_uno_solo() -> None:
    """usuarios, Given/When/Then 1: two real transactions."""
    from tests.ayudas.elenco import reunir

    ana = reunir()["ana"]
    llenar(ana.usuario.empresa, alta.MAXIMO - 1)

    def crear(n: int) -> str:
        datos = {"codigo": f"CARRERA{n}", "nombre": "Y", "documento": str(40_000_000 + n), "password": "!x"}
        try:
            alta.crear(ana.usuario.empresa, datos, ana.quien)
        except Rechazo as rechazo:
            return rechazo.mensaje
        finally:
            connections.close_all()
        return "creado"

    with ThreadPoolExecutor(2) as hilos:
        assert sorted(hilos.map(crear, [1, 2])) == [LIMITE, "creado"]
    assert alta.secundarios(ana.usuario.empresa).count() == alta.MAXIMO


@pytest.mark.parametrize(
    ("roles", "vale"),
    [
        (["operar"], True),
        (["supervisar"], True),
        (["supervisar", "operar"], True),
        (["agente_aduana"], False),
        (["laboratorio"], False),
        (["agente_aduana", "operar"], True),
        (["laboratorio", "operar"], True),
        (["agente_aduana", "laboratorio", "operar"], False),
        ([], True),
    ],
)
def test_que_roles_van_juntos(ana: Actor, roles: list[str], vale: bool) -> None:
    rosa = secundario(ana).usuario
    respuesta = ana.navegador.post(f"{BASE}{rosa.pk}/roles/", {"roles": roles})
    assert respuesta.status_code == (200 if vale else 422)


def test_el_segundo_supervisor_se_advierte(ana: Actor) -> None:
    secundario(ana, "SUPERV01", roles=("supervisar",))
    rosa = secundario(ana).usuario
    pagina = ana.navegador.post(f"{BASE}{rosa.pk}/roles/", {"roles": ["supervisar"]})
    assert "Su empresa ya tiene un supervisor, Persona SUPERV01" in pagina.content.decode()
    confirmado(ana.navegador, f"{BASE}{rosa.pk}/roles/", {"roles": ["supervisar"]})
    assert Usuario.objects.get(pk=rosa.pk).has_perm("usuarios.supervisar", rosa.empresa)


def test_el_perfil_cierra_los_demas_modulos(ana: Actor) -> None:
    """Lists, pages and API ask the same condition."""
    from tests.ayudas.casos import permiso_de_juguete

    caso = permiso_de_juguete(ana)
    rosa = secundario(ana, modulos=("contingentes",))
    rutas = (f"/tramites/{caso.pk}/", f"/api/v1/juguete/permiso/{caso.pk}/")
    assert [rosa.navegador.get(ruta).status_code for ruta in rutas] == [404, 404]
    assert rosa.navegador.post("/tramites/nueva/juguete.permiso/").status_code == 404
    assert visibles_para(rosa.usuario).count() == 0
    Perfil.objects.create(usuario=rosa.usuario, modulo="juguete")
    assert [rosa.navegador.get(ruta).status_code for ruta in rutas] == [200, 200]


def test_el_aviso_de_un_tramite_no_llega_a_quien_tiene_cerrado_el_modulo(ana: Actor) -> None:
    cerrada = secundario(ana, "CERRADA1", modulos=("contingentes",)).usuario
    abierta = secundario(ana, "ABIERTA1", modulos=("juguete",)).usuario
    suyos = set(ana.usuario.empresa.usuarios_que("operar", "juguete"))
    assert abierta in suyos
    assert ana.usuario in suyos
    assert cerrada not in suyos


ESTADO = "{base}{pk}/estado/{accion}/"


def cambiar(actor: Actor, usuario: Usuario, accion: str, navegador: Client | None = None) -> Any:
    url = ESTADO.format(base=BASE, pk=usuario.pk, accion=accion)
    return (navegador or actor.navegador).post(url, {"motivo": "Porque sí", "confirmar": "1"})


def test_suspender_pide_dos_confirmaciones_y_saca_al_usuario(ana: Actor) -> None:
    rosa = secundario(ana, modulos=("juguete",))
    suya = rosa.navegador
    assert suya.get("/tramites/").status_code == 200
    url = ESTADO.format(base=BASE, pk=rosa.usuario.pk, accion="suspender")
    assert ana.navegador.post(url, {"motivo": "Vacaciones"}).status_code == 200
    assert Usuario.objects.get(pk=rosa.usuario.pk).situacion == "activo"
    cambiar(ana, rosa.usuario, "suspender")
    assert Usuario.objects.get(pk=rosa.usuario.pk).situacion == "suspendido"
    assert suya.get("/tramites/").status_code == 302
    cambiar(ana, rosa.usuario, "reactivar")
    assert Usuario.objects.get(pk=rosa.usuario.pk).situacion == "activo"


def test_reenviar_la_invitacion_a_quien_no_entro_a_tiempo(ana: Actor) -> None:
    """USR-02: the first link ended; another of the kind is sent, the state stays, and no mailbox is filled."""
    rosa = secundario(ana).usuario
    assert "no es posible" in str(errores(cambiar(ana, rosa, "invitar")))
    Usuario.objects.filter(pk=rosa.pk).update(situacion="pendiente_activacion")
    pagina = ana.navegador.get(ESTADO.format(base=BASE, pk=rosa.pk, accion="invitar"))
    assert "motivo" not in pagina.context["form"].fields
    for _vez in range(3):
        assert cambiar(ana, rosa, "invitar").status_code == 302
    assert "espere una hora" in str(errores(cambiar(ana, rosa, "invitar")))
    assert Enlace.objects.filter(usuario=rosa, proposito="invitacion").count() == 3
    assert Usuario.objects.get(pk=rosa.pk).situacion == "pendiente_activacion"


def test_nadie_se_suspende_a_si_mismo_ni_al_ultimo_principal(ana: Actor) -> None:
    assert "propio usuario" in str(errores(cambiar(ana, ana.usuario, "suspender")))
    otro = secundario(ana, "PRINCIP2", roles=("administrar", "operar"))
    assert cambiar(otro, ana.usuario, "suspender").status_code == 302
    assert "propio usuario" in str(errores(cambiar(otro, otro.usuario, "suspender")))


def test_eliminar_pide_antes_la_clave_y_no_se_deshace(ana: Actor) -> None:
    """usuarios, Given/When/Then 7: no selector is offered in either area."""
    rosa = secundario(ana).usuario
    respuesta = cambiar(ana, rosa, "eliminar")
    assert respuesta.url.startswith("/usuarios/confirmar-identidad/")
    from usuarios.secundarios import estados

    estados.cambiar(rosa, estados.ACCIONES["eliminar"], ana.quien, "Se fue")
    for area in ("perfiles", "estados"):
        pagina = ana.navegador.get(f"{BASE}areas/{area}/")
        assert rosa.codigo in pagina.content.decode()
        assert f'name="usuario" value="{rosa.pk}"' not in pagina.content.decode()
        assert f'name="usuario" value="{ana.usuario.pk}"' in pagina.content.decode()
    for url in (f"{BASE}{rosa.pk}/roles/", f"{BASE}{rosa.pk}/perfiles/", f"{BASE}{rosa.pk}/estado/reactivar/"):
        assert ana.navegador.get(url).status_code == 404
    with pytest.raises(Rechazo):
        asignar_roles(rosa, ["operar"], ana.quien)


def test_solo_el_principal_y_solo_su_empresa(ana: Actor, beto: Actor, carla: Actor) -> None:
    rosa = secundario(ana, modulos=("juguete",))
    for url in (BASE, f"{BASE}nuevo/", f"{BASE}cargas/", f"{BASE}areas/estados/"):
        assert rosa.navegador.get(url).status_code == 404
    por_poder = beto.por(ana.usuario.empresa)
    for extrano in (carla, beto, por_poder):
        for resto in ("perfiles/", "roles/", "estado/suspender/"):
            assert extrano.navegador.get(f"{BASE}{rosa.usuario.pk}/{resto}").status_code == 404
    assert rosa.usuario.codigo not in por_poder.navegador.get(BASE).content.decode()


def test_el_selector_lleva_a_la_pagina_de_cada_accion(ana: Actor) -> None:
    rosa = secundario(ana).usuario
    ir = lambda **que: ana.navegador.get(f"{BASE}elegir/", que).url  # noqa: E731
    assert ir(usuario=rosa.pk, accion="roles") == f"{BASE}{rosa.pk}/roles/"
    assert ir(usuario=rosa.pk, accion="suspender") == f"{BASE}{rosa.pk}/estado/suspender/"
    assert ir(accion="eliminar") == f"{BASE}areas/estados/"
    assert ir(usuario="x", accion="roles") == f"{BASE}areas/perfiles/"


@pytest.mark.parametrize("area", ["", "areas/perfiles/", "areas/estados/"])
def test_las_mismas_consultas_con_3_que_con_30(ana: Actor, area: str, django_assert_max_num_queries: Any) -> None:
    from django.test.utils import CaptureQueriesContext

    cuantas = []
    for hasta in (3, 30):
        for n in range(Usuario.objects.filter(empresa=ana.usuario.empresa).count(), hasta):
            secundario(ana, f"MUCHOS{n:02d}", modulos=("juguete", "contingentes"))
        navegador = ana.navegador
        with CaptureQueriesContext(connection) as consultas:
            assert navegador.get(f"{BASE}{area}").status_code == 200
        cuantas.append(len(consultas))
    assert cuantas[0] == cuantas[1]


def csv_de(*filas: str) -> SimpleUploadedFile:
    texto = ";".join(archivos.COLUMNAS) + "\n" + "\n".join(filas)
    return SimpleUploadedFile("usuarios.csv", texto.encode(), "text/csv")


BUENA = "CC;52718285;Rosa Díaz;rosa@x.example;ROSA2026;contingentes;OPERACION SUPERVISOR"


def subir(actor: Actor, archivo: SimpleUploadedFile) -> Any:
    return actor.navegador.post(f"{BASE}cargas/", {"archivo": archivo})


def test_la_carga_dice_fila_por_fila_y_crea_solo_al_confirmar(ana: Actor) -> None:
    mala = "CC;x;;sin-arroba;ROSA2026;nada;AGENTE_ADUANA"
    respuesta = subir(ana, csv_de(BUENA, mala))
    assert respuesta.status_code == 302
    pagina = ana.navegador.get(respuesta.url).content.decode()
    assert "Se va a crear" in pagina
    for falta in ("codigo: Ese código ya se usó", "correo:", "modulos: No hay un módulo «nada».", "roles:"):
        assert falta in pagina
    assert not Usuario.objects.filter(codigo="ROSA2026").exists()
    ana.navegador.post(respuesta.url)
    ana.navegador.post(respuesta.url)
    rosa = Usuario.objects.get(codigo="ROSA2026")
    assert list(rosa.perfiles.values_list("modulo", flat=True)) == ["contingentes"]
    assert rosa.has_perm("usuarios.supervisar", rosa.empresa)
    assert Enlace.objects.filter(usuario=rosa, proposito="invitacion").count() == 1
    assert CargaUsuarios.objects.get().avance == "terminada"


def test_la_carga_desde_excel(ana: Actor) -> None:
    from openpyxl import Workbook

    libro, salida = Workbook(), io.BytesIO()
    libro.active.append(archivos.COLUMNAS)
    libro.active.append(["CC", 52718285, "Rosa Díaz", "rosa@x.example", "ROSA2026", "contingentes", "OPERACION"])
    libro.save(salida)
    tipo = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    url = subir(ana, SimpleUploadedFile("usuarios.xlsx", salida.getvalue(), tipo)).url
    ana.navegador.post(url)
    assert Usuario.objects.get(codigo="ROSA2026").documento == "52718285"


def _hoja(cambio: tuple[bytes, bytes]) -> SimpleUploadedFile:
    """A workbook of one number, with `cambio` made inside its sheet."""
    from zipfile import ZipFile

    from openpyxl import Workbook

    libro, bueno, malo = Workbook(), io.BytesIO(), io.BytesIO()
    libro.active.append(archivos.COLUMNAS)
    libro.active.append(["CC", 52718285])
    libro.save(bueno)
    with ZipFile(bueno) as de, ZipFile(malo, "w") as a:
        for nombre in de.namelist():
            dentro = de.read(nombre)
            assert "sheet1" not in nombre or cambio[0] in dentro
            a.writestr(nombre, dentro.replace(*cambio) if "sheet1" in nombre else dentro)
    tipo = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return SimpleUploadedFile("usuarios.xlsx", malo.getvalue(), tipo)


@pytest.mark.parametrize("cambio", [(b"<v>52718285</v>", b"<v>zz</v>"), (b"</row></sheetData>", b"</sheetData>")])
def test_una_hoja_rota_por_dentro_se_dice(ana: Actor, cambio: tuple[bytes, bytes]) -> None:
    """USR-02."""
    assert "El archivo está dañado" in str(errores(subir(ana, _hoja(cambio))))
    assert not CargaUsuarios.objects.exists()


def test_una_carga_que_no_cabe_dice_cuales_no(ana: Actor) -> None:
    llenar(ana.usuario.empresa, alta.MAXIMO - 1)
    otra = BUENA.replace("52718285", "52718286").replace("ROSA2026", "OTRA2026")
    url = subir(ana, csv_de(BUENA, otra)).url
    filas = CargaUsuarios.objects.get().filas.order_by("numero")
    assert [fila.errores for fila in filas] == [[], [LIMITE]]
    ana.navegador.post(url)
    assert alta.secundarios(ana.usuario.empresa).count() == alta.MAXIMO


@pytest.mark.parametrize(
    ("contenido", "mensaje"),
    [(b"a;b\n1;2\n", "faltan las columnas"), (";".join(archivos.COLUMNAS).encode() + b"\n;;\n", "no tiene usuarios")],
)
def test_un_archivo_que_no_es_de_usuarios(ana: Actor, contenido: bytes, mensaje: str) -> None:
    respuesta = subir(ana, SimpleUploadedFile("usuarios.csv", contenido, "text/csv"))
    assert mensaje in str(errores(respuesta))


def test_una_carga_grande_la_hace_el_trabajador_y_sigue_donde_iba(ana: Actor, monkeypatch: Any) -> None:
    from usuarios.secundarios import carga

    pedidas: list[int] = []
    monkeypatch.setattr(carga, "despachar", lambda _tarea, pk: pedidas.append(pk))
    filas = [f"CC;{52_000_000 + n};Persona {n};p{n}@x.example;MASA{n:04d};juguete;OPERACION" for n in range(25)]
    url = subir(ana, csv_de(*filas)).url
    assert "En revisión" in ana.navegador.get(url).content.decode()
    carga.trabajar(pedidas[0])
    ana.navegador.post(url)
    hecha = CargaUsuarios.objects.get()
    primera = hecha.filas.earliest("numero")
    carga._crear_fila(primera, hecha.empresa, ana.quien)
    carga.trabajar(pedidas[1])
    assert hecha.filas.exclude(usuario=None).count() == 25
    assert Usuario.objects.filter(codigo__startswith="MASA").count() == 25


@pytest.mark.parametrize(
    ("que", "dice"),
    [
        ("principal", "Quien hizo la carga ya no es usuario principal activo de la empresa."),
        ("rol", "Quien hizo la carga ya no es usuario principal activo de la empresa."),
        ("empresa", "La cuenta de la empresa no está activa."),
    ],
)
def test_lo_confirmado_no_se_crea_si_la_cuenta_ya_no_esta(ana: Actor, monkeypatch: Any, que: str, dice: str) -> None:
    """USR-02, USR-03: between the confirmation and the worker."""
    from usuarios.secundarios import carga

    url = subir(ana, csv_de(BUENA)).url
    monkeypatch.setattr(carga, "POCAS", 0)
    monkeypatch.setattr(carga, "despachar", lambda *_args: None)
    ana.navegador.post(url)
    if que == "principal":
        Usuario.objects.filter(pk=ana.usuario.pk).update(situacion="cancelado")
    elif que == "rol":
        remove_perm("usuarios.administrar", ana.usuario, ana.usuario.empresa)
    else:
        Empresa.objects.filter(pk=ana.usuario.empresa_id).update(situacion="cancelada")
    carga.trabajar(CargaUsuarios.objects.get().pk)
    assert CargaUsuarios.objects.get().filas.get().errores == [dice]
    assert not Usuario.objects.filter(codigo="ROSA2026").exists()


def test_lo_creado_por_carga_dice_desde_donde(ana: Actor) -> None:
    """USR-02: as what is created one by one."""
    ana.navegador.post(subir(ana, csv_de(BUENA)).url)
    assert EventoCuenta.objects.get(tipo="alta", usuario__codigo="ROSA2026").ip == "127.0.0.1"


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_la_plantilla_trae_las_columnas(ana: Actor, formato: str) -> None:
    respuesta = ana.navegador.get(f"{BASE}cargas/plantilla/{formato}/")
    assert f'filename="usuarios.{formato}"' in respuesta["Content-Disposition"]
    if formato == "csv":
        assert respuesta.content.decode("utf-8-sig").strip() == ";".join(archivos.COLUMNAS)
    assert ana.navegador.get(f"{BASE}cargas/plantilla/pdf/").status_code == 404


def test_la_migracion_abre_todo_a_quien_ya_operaba(ana: Actor) -> None:
    from importlib import import_module

    from django.apps import apps
    from django.conf import settings

    rosa = secundario(ana).usuario
    import_module("usuarios.migrations.0007_perfiles_de_los_que_hay").abrir_todos(apps, None)
    assert set(rosa.perfiles.values_list("modulo", flat=True)) == set(settings.APPS_PROCEDIMIENTOS)


def test_crear_queda_en_el_registro_de_seguridad(ana: Actor) -> None:
    assign_perm("usuarios.administrar", ana.usuario, ana.usuario.empresa)
    confirmado(ana.navegador, f"{BASE}nuevo/", NUEVO)
    assert EventoCuenta.objects.filter(tipo="alta", actor=ana.usuario, usuario__codigo="ROSA2026").exists()
