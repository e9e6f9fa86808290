"""USR-09: a supervisor reads the notices of the company's secondary users; what notifies an act can be proven."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ayudas.casos import llevar_a, permiso_de_juguete
from tests.ayudas.elenco import Actor
from tests.usuarios.fabricas_poder import secundario
from vuce.documentos.models import Documento
from vuce.notificaciones.avisos import avisar
from vuce.notificaciones.models import Aviso
from vuce.tramites.papeles import generar
from vuce.tramites.transiciones import ejecutar


def asuntos(actor: Actor, consulta: str = "?de=empresa") -> list[str]:
    return [aviso.asunto for aviso in actor.navegador.get(f"/buzon/{consulta}").context["pagina"].filas]


def test_solo_el_supervisor_y_solo_de_los_secundarios_de_su_empresa(ana: Actor, carla: Actor) -> None:
    jefa = secundario(ana, "SUPERV01", roles=("supervisar",))
    rosa = secundario(ana, "ROSA2026")
    for actor in (ana, rosa, carla, secundario(carla, "AJENO001")):
        avisar(asunto=f"para {actor.usuario.codigo}", cuerpo="texto", usuarios=[actor.usuario])
    assert asuntos(jefa) == ["para ROSA2026"]
    assert [asuntos(otro) for otro in (ana, rosa, carla)] == [[], [], []]
    visible = Aviso.objects.get(asunto="para ROSA2026")
    del_principal = Aviso.objects.get(asunto="para ana")
    assert "texto" in jefa.navegador.get(f"/buzon/{visible.pk}/").content.decode()
    assert jefa.navegador.get(f"/buzon/{del_principal.pk}/").status_code == 404
    assert ana.navegador.get(f"/buzon/{visible.pk}/").status_code == 404


def test_que_el_supervisor_lo_lea_no_cuenta_como_apertura(ana: Actor) -> None:
    jefa, rosa = secundario(ana, "SUPERV01", roles=("supervisar",)), secundario(ana, "ROSA2026")
    aviso = avisar(asunto="a", cuerpo="b", usuarios=[rosa.usuario])[0]
    jefa.navegador.get(f"/buzon/{aviso.pk}/")
    assert jefa.navegador.post(f"/buzon/{aviso.pk}/abrir/").status_code == 404
    aviso.refresh_from_db()
    assert aviso.leido_en is None


@pytest.fixture
def devuelto(ana: Actor, elena: Actor) -> Any:
    caso = llevar_a(permiso_de_juguete(ana), "en_estudio")
    return ejecutar(caso.pk, "devolver", elena.quien, datos={"observaciones": [("", "Falta el color")]})


def test_el_acto_de_la_entidad_se_notifica_con_efecto_legal(ana: Actor, devuelto: Any) -> None:
    assert Aviso.objects.get(tramite=devuelto, usuario=ana.usuario).efecto_legal
    ejecutar(devuelto.pk, "desistir", ana.quien, datos={"motivo": "x"})
    assert not Aviso.objects.filter(tramite=devuelto, efecto_legal=True).exclude(asunto__contains="Devuelta").exists()


def test_la_constancia_dice_cuando_se_deposito_y_se_abrio(ana: Actor, carla: Actor, devuelto: Any) -> None:
    import pikepdf

    aviso = Aviso.objects.get(tramite=devuelto, usuario=ana.usuario)
    url = f"/tramites/avisos/{aviso.pk}/constancia/"
    assert ana.navegador.post(url).status_code == 404  # not opened yet
    ana.navegador.post(f"/buzon/{aviso.pk}/abrir/")
    assert "Constancia de la notificación" in ana.navegador.get(f"/buzon/{aviso.pk}/").content.decode()
    assert carla.navegador.post(url).status_code == 404
    ana.navegador.post(url)
    ana.navegador.post(url)
    documento = Documento.objects.get(tramite=devuelto, clase=f"constancia-{aviso.pk}")
    generar(documento.pk)
    documento.refresh_from_db()
    with documento.archivo.open("rb") as abierto, pikepdf.open(abierto) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo.Title).startswith("Constancia de notificación")
    assert documento.publico
