"""`cargar_catalogos`: official formats as they are, all or nothing, idempotent, with history."""

import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from vuce.catalogos.carga import TABLAS, ArchivoInvalido, Resultado, cargar
from vuce.catalogos.models import Departamento, DireccionSeccional, Moneda, Municipio, Pais, Subpartida, Unidad

pytestmark = pytest.mark.django_db
DATOS = Path(os.environ.get("VUCE_DATOS", Path(__file__).resolve().parents[3] / "shared" / "datos"))


def ejecutar(**opciones: object) -> str:
    salida = StringIO()
    call_command("cargar_catalogos", stdout=salida, **opciones)
    return salida.getvalue()


def test_los_iniciales_se_cargan_y_no_se_repiten() -> None:
    ejecutar()
    assert Departamento.objects.count() == 33
    assert Municipio.objects.count() == 32
    assert {"169", "249", "493", "239", "589"} <= set(Pais.objects.values_list("codigo", flat=True))
    assert Unidad.objects.get(codigo="TMVC").simbolo == "TMVC"
    assert Moneda.objects.filter(codigo__in=["COP", "USD"]).count() == 2
    assert DireccionSeccional.objects.get(codigo="48").aduanas
    panela = Subpartida.objects.get(codigo="17011300")
    assert (panela.unidad_id, panela.con_puntos) == ("KGM", "1701.13.00")
    assert " 0 iguales" not in ejecutar()


def test_los_iniciales_no_pisan_lo_oficial() -> None:
    Pais.objects.create(codigo="169", nombre="REPÚBLICA DE COLOMBIA")
    ejecutar()
    assert Pais.objects.get(codigo="169").nombre == "REPÚBLICA DE COLOMBIA"


@pytest.mark.parametrize("codigo", ["4101200000", "4104110000", "7204100000", "7204490000"])
def test_las_diez_cifras_que_nombra_una_norma_vienen_verificadas(codigo: str) -> None:
    ejecutar()
    assert Subpartida.objects.get(codigo=codigo).confirma(codigo)


def test_diez_cifras_sin_tabla_quedan_sin_verificar() -> None:
    ejecutar()
    conocida = Subpartida.objects.que_describe("1701130000")
    assert conocida is not None
    assert conocida.codigo == "17011300"
    assert not conocida.confirma("1701130000")
    assert Subpartida.objects.que_describe("9999000000") is None


def test_recargar_cambia_lo_que_difiere_y_guarda_historia(carpeta: Path) -> None:
    archivo = carpeta / "subpartidas.csv"
    archivo.write_text("codigo,descripcion,unidad\n1701.13.00,Panela,KGM\n17011400,Azúcar,\n", encoding="utf-8")
    cargar(TABLAS["unidades"], carpeta / "unidades.csv")
    assert cargar(TABLAS["subpartidas"], archivo) == Resultado(2, 0, 0)
    assert cargar(TABLAS["subpartidas"], archivo) == Resultado(0, 0, 2)
    archivo.write_text("codigo,descripcion\n17011300,Panela en bloque\n17011400,Azúcar\n", encoding="utf-8")
    assert cargar(TABLAS["subpartidas"], archivo) == Resultado(0, 1, 1)
    panela = Subpartida.objects.get(codigo="17011300")
    assert panela.unidad_id == "KGM"  # the second file says nothing of units
    assert [e.pgh_label for e in panela.events.order_by("pgh_id")] == ["insert", "update"]
    assert Subpartida.objects.get(codigo="17011400").events.count() == 1


def test_rec_20_como_se_publica_no_cambia_los_nombres_en_espanol(carpeta: Path) -> None:
    cargar(TABLAS["unidades"], carpeta / "unidades.csv")
    rec20 = carpeta / "unece_rec20_unidades.csv"
    rec20.write_text(
        "Status,CommonCode,Name,Description,LevelAndCategory,Symbol,ConversionFactor\n"
        ",KGM,kilogram,,1,kg,kg\nX,05,lift,,3.9,,\n¦,XBR,bar,,3.9,,\n",
        encoding="utf-8",
    )
    assert cargar(TABLAS["unidades"], rec20) == Resultado(2, 0, 1)
    assert Unidad.objects.get(codigo="KGM").nombre == "kilogramo"
    assert Unidad.objects.get(codigo="05").retirada
    assert not Unidad.objects.get(codigo="XBR").retirada


def test_iso3_se_deduce(carpeta: Path) -> None:
    (carpeta / "dian_paises.csv").write_text(
        "codigo_dian,nombre,iso2_derivado,nota\n493,MEXICO,MX,\n", encoding="utf-8"
    )
    ejecutar(carpeta=carpeta, solo="paises")
    assert Pais.objects.get(codigo="493").iso3 == "MEX"


MALOS: list[tuple[str, str, list[tuple[int, str]]]] = [
    ("paises", "codigo,nombre\n169,Colombia\n1x9,Otro\n,Nada\n", [(3, "El código tiene 3 dígitos."), (4, "falta")]),
    ("paises", "codigo,nombre\n169,Colombia\n169,Otra\n", [(3, "ya está en la línea 2")]),
    ("paises", "codigo,nombre\n169,Colombia,sobra\n", [(2, "columnas")]),
    ("paises", "codigo,nombre\n169\n", [(2, "columnas")]),
    ("paises", "codigo\n169\n", [(1, "falta la columna «nombre»")]),
    ("paises", "", [(1, "falta la columna «codigo»")]),
    ("paises", 'codigo,nombre\n169,"sin cerrar\n', [(0, "no es un CSV")]),
    ("paises", "codigo,nombre\n169,Co\x00lombia\n", [(2, "carácter nulo")]),
    ("paises", f"codigo,nombre\n169,{'a' * 101}\n", [(2, "100")]),
    ("paises", "codigo,nombre,vigente_desde\n169,Colombia,01/02/2026\n", [(2, "AAAA-MM-DD")]),
    ("municipios", "codigo,nombre,departamento_codigo\n00001,Nada,00\n", [(2, "«00» no existe")]),
    ("subpartidas", "codigo,descripcion,unidad\n170113,x,ZZZ\n", [(2, "«ZZZ» no existe")]),
    ("subpartidas", "codigo,descripcion\n17011,x\n17,y\n", [(2, "4, 6, 8 o 10"), (3, "4, 6, 8 o 10")]),
    ("subpartidas", "codigo,descripcion,verificada\n170113,x,quizás\n", [(2, "«si» o «no»")]),
    ("unidades", "codigo,nombre,decimales\nKGM,kilo,-1\nTNE,ton,9\n", [(2, "número entero"), (3, "4")]),
]


@pytest.mark.parametrize(("tabla", "texto", "esperados"), MALOS)
def test_cada_linea_mala_se_dice_y_no_se_carga_nada(
    carpeta: Path, tabla: str, texto: str, esperados: list[tuple[int, str]]
) -> None:
    cargar(TABLAS["departamentos"], carpeta / "departamentos.csv")
    archivo = carpeta / "malo.csv"
    archivo.write_text(texto, encoding="utf-8")
    with pytest.raises(ArchivoInvalido) as error:
        cargar(TABLAS[tabla], archivo)
    assert [linea for linea, _texto in error.value.errores] == [linea for linea, _texto in esperados]
    for (_linea, dicho), (_otra, esperado) in zip(error.value.errores, esperados, strict=True):
        assert esperado in dicho
    assert not TABLAS[tabla].modelo._default_manager.exists()


def test_una_vigencia_al_reves_no_entra_ni_deja_nada(carpeta: Path) -> None:
    archivo = carpeta / "paises.csv"
    archivo.write_text(
        "codigo,nombre,vigente_desde,vigente_hasta\n169,Colombia,,\n249,EE. UU.,2026-02-01,2026-01-01\n",
        encoding="utf-8",
    )
    with pytest.raises(ArchivoInvalido) as error:
        cargar(TABLAS["paises"], archivo)
    assert error.value.errores == [(3, "La vigencia no puede terminar antes de empezar.")]
    assert not Pais.objects.exists()


def test_otro_juego_de_caracteres(carpeta: Path) -> None:
    archivo = carpeta / "paises.csv"
    archivo.write_bytes("codigo,nombre\n493,México\n".encode("latin-1"))
    with pytest.raises(ArchivoInvalido, match="UTF-8"):
        cargar(TABLAS["paises"], archivo)


def test_el_mandato_dice_las_lineas_y_sigue_con_los_demas_archivos(carpeta: Path) -> None:
    (carpeta / "paises.csv").write_text("codigo,nombre\nxx,Nada\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"paises\.csv: no se cargó nada\.\n  línea 2: codigo: El código tiene 3"):
        ejecutar(carpeta=carpeta)
    assert Departamento.objects.count() == 33


def test_el_mandato_no_calla_lo_que_no_encuentra(tmp_path: Path) -> None:
    for opciones, mensaje in (
        ({"carpeta": tmp_path / "nada"}, "No existe la carpeta"),
        ({"carpeta": tmp_path}, "no hay archivos"),
        ({"solo": "paises,planetas"}, "planetas"),
    ):
        with pytest.raises(CommandError, match=mensaje):
            ejecutar(**opciones)


def test_siete_mil_subpartidas_en_pocas_consultas(
    carpeta: Path, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    """7,664 rows are a handful of statements, whatever their number."""
    lineas = [f"{n:08d},Mercancía número {n}" for n in range(1, 7665)]
    archivo = carpeta / "subpartidas.csv"
    archivo.write_text("\n".join(["codigo,descripcion", *lineas]), encoding="utf-8")
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        cargar(TABLAS["subpartidas"], archivo)
    assert Subpartida.objects.count() == 7664


if DATOS.is_dir():

    def test_las_tablas_oficiales_se_cargan_como_se_publican() -> None:
        ejecutar()
        ejecutar(carpeta=DATOS)
        assert Subpartida.objects.filter(codigo__regex="^.{8}$").count() == 7664
        assert Municipio.objects.count() == 1122
        assert Pais.objects.count() == 231
        assert Unidad.objects.count() > 2000
        assert DireccionSeccional.objects.count() == 52
        assert Subpartida.objects.get(codigo="17011300").unidad_id == "KGM"
        assert "subpartidas: 0 nuevas, 0 cambiadas, 7664 iguales" in ejecutar(carpeta=DATOS)
