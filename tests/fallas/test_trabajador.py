"""kill -9 of the Celery worker: what it held is done once by the next one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.ayudas.obra import encargar
from tests.ayudas.procesos import esperar
from tests.fallas.conftest import Escenario, informe_valido
from tests.fallas.servicios import servicio_mudo

CASOS = 6


def test_muere_a_mitad_de_la_firma_institucional(escenario: Escenario, tmp_path: Path) -> None:
    """CTG-01, firma «authority's documents»: exactly one act each, signed and valid, and one mail each."""
    casos = encargar(escenario.portal, "en_estudio", CASOS)
    with servicio_mudo() as autoridad_de_tiempo:
        escenario.ambiente("worker", FIRMA_TSA_URL=f"http://127.0.0.1:{autoridad_de_tiempo.puerto}/")
        encargar(escenario.portal, "aprobar", casos)
        assert autoridad_de_tiempo.alguien_espera(), escenario.portal.procesos["worker"].cola()
        escenario.portal.matar("worker")
    assert {fila[1] for fila in escenario.documentos(casos, "acto")} == {"pendiente"}
    escenario.ambiente("worker")

    assert escenario.todos_listos(casos, "acto"), escenario.documentos(casos, "acto")
    filas = escenario.documentos(casos, "acto")
    assert sorted(fila[0] for fila in filas) == sorted(casos)
    assert all(informe_valido(fila[3]) for fila in filas)
    assert {_firmas_segun_poppler(escenario.portal.var / "archivos" / fila[2]) for fila in filas} == {1}
    assert esperar(lambda: all(escenario.correos_de(caso, "Otorgamiento de cupo") for caso in casos))
    assert [len(escenario.correos_de(caso, "Otorgamiento de cupo")) for caso in casos] == [1] * CASOS


def _firmas_segun_poppler(pdf: Path) -> int:
    dicho = subprocess.run(["pdfsig", "-nocert", str(pdf)], capture_output=True, text=True, timeout=30, check=False)
    return dicho.stdout.count("Signature is Valid.")


def test_muere_entre_reclamar_un_correo_y_enviarlo(escenario: Escenario) -> None:
    """USR-09: the mail of a worker that died holding it goes out when its loan ends, once."""
    (caso,) = encargar(escenario.portal, "en_estudio", 1)
    with servicio_mudo() as servidor_de_correo:
        escenario.ambiente("worker", EMAIL_URL=f"smtp://127.0.0.1:{servidor_de_correo.puerto}")
        encargar(escenario.portal, "aprobar", [caso])
        assert servidor_de_correo.alguien_espera(2), escenario.portal.procesos["worker"].cola()
        escenario.portal.matar("worker")
    prestados = "tramite_id = %s and correo = 'pendiente' and intentos = 1 and proximo_intento_en > now()"
    ((en_prestamo,),) = escenario.filas(f"select count(*) from notificaciones_aviso where {prestados}", caso)
    assert en_prestamo == 2  # the state's, to Ana; the act's, to her company
    escenario.ambiente("worker")
    escenario.hacer("update notificaciones_aviso set proximo_intento_en = now() where tramite_id = %s", caso)

    def enviados() -> bool:
        consulta = "select bool_and(correo <> 'pendiente') from notificaciones_aviso where tramite_id = %s"
        return bool(escenario.filas(consulta, caso)[0][0])

    assert esperar(enviados)
    correos = escenario.correos_de(caso, "")
    assert len({str(correo["Message-ID"]) for correo in correos}) == len(correos) == 2
