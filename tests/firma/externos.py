"""Signing software that is not ours: poppler's pdfsig, iText and PDFBox from Debian."""

import subprocess
from pathlib import Path

JAVA = Path("/usr/share/java")
CLASES = ":".join(
    str(JAVA / f"{nombre}.jar")
    for nombre in ("itext", "itext5", "pdfbox2", "fontbox2", "bcprov", "bcpkix", "bcutil", "commons-logging")
)
PIN = "1234"
APODO = "Ana Gómez"


def correr(*orden: object) -> str:
    hecho = subprocess.run([str(parte) for parte in orden], capture_output=True, text=True, timeout=120, check=False)
    assert hecho.returncode == 0, hecho.stdout + hecho.stderr
    return hecho.stdout


def clases_java(carpeta: Path) -> Path:
    correr("javac", "-cp", CLASES, "-d", carpeta, Path(__file__).with_name("FirmarPdf.java"))
    return carpeta


def firmar_con_java(clases: Path, modo: str, pdf: bytes, p12: Path, carpeta: Path, pin: str = PIN) -> bytes:
    entra, sale = carpeta / "entra.pdf", carpeta / "sale.pdf"
    entra.write_bytes(pdf)
    correr("java", "-cp", f"{clases}:{CLASES}", "FirmarPdf", modo, entra, sale, p12, pin)
    return sale.read_bytes()


def certificado_en_nss(carpeta: Path, p12: Path, raiz: Path) -> Path:
    correr("certutil", "-N", "-d", f"sql:{carpeta}", "--empty-password")
    correr("pk12util", "-i", p12, "-d", f"sql:{carpeta}", "-W", PIN, "-K", "")
    correr("certutil", "-A", "-d", f"sql:{carpeta}", "-n", "raiz", "-t", "CT,C,C", "-i", raiz)
    return carpeta


def firmar_con_pdfsig(nss: Path, pdf: bytes, carpeta: Path) -> bytes:
    entra, sale = carpeta / "entra.pdf", carpeta / "sale.pdf"
    entra.write_bytes(pdf)
    correr("pdfsig", "-nssdir", f"sql:{nss}", "-add-signature", "-nick", APODO, entra, sale)
    return sale.read_bytes()


def leer_con_pdfsig(nss: Path, pdf: bytes, carpeta: Path) -> str:
    archivo = carpeta / "leer.pdf"
    archivo.write_bytes(pdf)
    return correr("pdfsig", "-nssdir", f"sql:{nss}", archivo)
