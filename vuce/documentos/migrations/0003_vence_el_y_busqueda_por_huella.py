from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documentos", "0002_initial"),
        ("tramites", "0002_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="documento",
            name="vence_el",
            field=models.DateField(blank=True, null=True, verbose_name="vigente hasta"),
        ),
        migrations.AddIndex(
            model_name="documento",
            index=models.Index(condition=models.Q(("publico", True)), fields=["sha256"], name="documento_sha256"),
        ),
        migrations.AddIndex(
            model_name="documento",
            index=models.Index(
                condition=models.Q(("publico", True)), fields=["firmado_sha256"], name="documento_firmado_sha256"
            ),
        ),
    ]
