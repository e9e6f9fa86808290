import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Calendar;
import java.util.HashMap;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Signs a PDF with software that is not the portal's: mode input output p12 pin [digest]. */
public class FirmarPdf {
    static final String SEPARADA = "adbe.pkcs7.detached";

    public static void main(String[] a) throws Exception {
        java.security.Security.addProvider(new BouncyCastleProvider());
        KeyStore almacen = KeyStore.getInstance("PKCS12");
        try (InputStream p12 = new FileInputStream(a[3])) {
            almacen.load(p12, a[4].toCharArray());
        }
        String alias = almacen.aliases().nextElement();
        PrivateKey llave = (PrivateKey) almacen.getKey(alias, a[4].toCharArray());
        Certificate[] cadena = almacen.getCertificateChain(alias);
        String resumen = a.length > 5 ? a[5] : "SHA-256";
        switch (a[0]) {
            case "itext2-reescribe": itext2(a[1], a[2], llave, cadena, resumen, false, SEPARADA); break;
            case "itext2-agrega": itext2(a[1], a[2], llave, cadena, resumen, true, SEPARADA); break;
            case "itext2-visible": itext2Visible(a[1], a[2], llave, cadena, resumen); break;
            case "itext2-sha1": itext2(a[1], a[2], llave, cadena, "SHA-1", false, "adbe.pkcs7.sha1"); break;
            case "itext5-reescribe": itext5(a[1], a[2], llave, cadena, resumen, false); break;
            case "itext5-agrega": itext5(a[1], a[2], llave, cadena, resumen, true); break;
            case "pdfbox": pdfbox(a[1], a[2], llave, cadena, resumen); break;
            default: throw new IllegalArgumentException(a[0]);
        }
    }

    /** As JSignPdf does it: a detached PKCS#7 over the byte range, the file rewritten unless «append» is asked. */
    static void itext2(String entra, String sale, PrivateKey llave, Certificate[] cadena, String resumen, boolean agrega,
            String subfiltro) throws Exception {
        com.lowagie.text.pdf.PdfReader lector = new com.lowagie.text.pdf.PdfReader(entra);
        try (FileOutputStream salida = new FileOutputStream(sale)) {
            com.lowagie.text.pdf.PdfStamper sello =
                    com.lowagie.text.pdf.PdfStamper.createSignature(lector, salida, '\0', null, agrega);
            terminar2(sello.getSignatureAppearance(), llave, cadena, resumen, subfiltro);
        }
    }

    static void itext2Visible(String entra, String sale, PrivateKey llave, Certificate[] cadena, String resumen)
            throws Exception {
        com.lowagie.text.pdf.PdfReader lector = new com.lowagie.text.pdf.PdfReader(entra);
        try (FileOutputStream salida = new FileOutputStream(sale)) {
            com.lowagie.text.pdf.PdfStamper sello =
                    com.lowagie.text.pdf.PdfStamper.createSignature(lector, salida, '\0', null, false);
            com.lowagie.text.pdf.PdfSignatureAppearance aspecto = sello.getSignatureAppearance();
            aspecto.setVisibleSignature(new com.lowagie.text.Rectangle(50, 50, 250, 110), 1, null);
            aspecto.setLayer2Text("Firmado por Ana");
            aspecto.setAcro6Layers(true);
            terminar2(aspecto, llave, cadena, resumen, SEPARADA);
        }
    }

    static void terminar2(
            com.lowagie.text.pdf.PdfSignatureAppearance aspecto, PrivateKey llave, Certificate[] cadena, String resumen,
            String subfiltro) throws Exception {
        com.lowagie.text.pdf.PdfSignature diccionario = new com.lowagie.text.pdf.PdfSignature(
                com.lowagie.text.pdf.PdfName.ADOBE_PPKLITE, new com.lowagie.text.pdf.PdfName(subfiltro));
        diccionario.setReason("Prueba");
        diccionario.setDate(new com.lowagie.text.pdf.PdfDate(Calendar.getInstance()));
        aspecto.setCryptoDictionary(diccionario);
        int reserva = 15000;
        HashMap<com.lowagie.text.pdf.PdfName, Integer> huecos = new HashMap<>();
        huecos.put(com.lowagie.text.pdf.PdfName.CONTENTS, reserva * 2 + 2);
        aspecto.preClose(huecos);
        byte[] firma = pkcs7(aspecto.getRangeStream(), llave, cadena, resumen, subfiltro.endsWith("sha1"));
        byte[] relleno = new byte[reserva];
        System.arraycopy(firma, 0, relleno, 0, firma.length);
        com.lowagie.text.pdf.PdfDictionary contenido = new com.lowagie.text.pdf.PdfDictionary();
        contenido.put(
                com.lowagie.text.pdf.PdfName.CONTENTS,
                new com.lowagie.text.pdf.PdfString(relleno).setHexWriting(true));
        aspecto.close(contenido);
    }

    static void itext5(String entra, String sale, PrivateKey llave, Certificate[] cadena, String resumen, boolean agrega)
            throws Exception {
        com.itextpdf.text.pdf.PdfReader lector = new com.itextpdf.text.pdf.PdfReader(entra);
        try (FileOutputStream salida = new FileOutputStream(sale)) {
            com.itextpdf.text.pdf.PdfStamper sello =
                    com.itextpdf.text.pdf.PdfStamper.createSignature(lector, salida, '\0', null, agrega);
            com.itextpdf.text.pdf.security.MakeSignature.signDetached(
                    sello.getSignatureAppearance(),
                    new com.itextpdf.text.pdf.security.BouncyCastleDigest(),
                    new com.itextpdf.text.pdf.security.PrivateKeySignature(llave, resumen, "BC"),
                    cadena,
                    null,
                    null,
                    null,
                    0,
                    com.itextpdf.text.pdf.security.MakeSignature.CryptoStandard.CADES);
        }
    }

    static void pdfbox(String entra, String sale, PrivateKey llave, Certificate[] cadena, String resumen) throws Exception {
        try (org.apache.pdfbox.pdmodel.PDDocument documento = org.apache.pdfbox.pdmodel.PDDocument.load(new File(entra));
                FileOutputStream salida = new FileOutputStream(sale)) {
            org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature firma =
                    new org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature();
            firma.setFilter(org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature.FILTER_ADOBE_PPKLITE);
            firma.setSubFilter(
                    org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
            firma.setSignDate(Calendar.getInstance());
            documento.addSignature(firma, contenido -> pkcs7(contenido, llave, cadena, resumen, false));
            documento.saveIncremental(salida);
        }
    }

    static byte[] pkcs7(
            InputStream contenido, PrivateKey llave, Certificate[] cadena, String resumen, boolean encierraElResumen) {
        try {
            ByteArrayOutputStream datos = new ByteArrayOutputStream();
            contenido.transferTo(datos);
            byte[] firmado = datos.toByteArray();
            if (encierraElResumen) {
                firmado = MessageDigest.getInstance("SHA-1").digest(firmado);
            }
            org.bouncycastle.cms.CMSSignedDataGenerator generador = new org.bouncycastle.cms.CMSSignedDataGenerator();
            org.bouncycastle.operator.ContentSigner firmante =
                    new org.bouncycastle.operator.jcajce.JcaContentSignerBuilder(
                                    resumen.replace("-", "") + "withRSA")
                            .build(llave);
            generador.addSignerInfoGenerator(
                    new org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder(
                                    new org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder().build())
                            .build(firmante, (java.security.cert.X509Certificate) cadena[0]));
            generador.addCertificates(
                    new org.bouncycastle.cert.jcajce.JcaCertStore(java.util.Arrays.asList(cadena)));
            return generador
                    .generate(new org.bouncycastle.cms.CMSProcessableByteArray(firmado), encierraElResumen)
                    .getEncoded();
        } catch (Exception error) {
            throw new IllegalStateException(error);
        }
    }
}
