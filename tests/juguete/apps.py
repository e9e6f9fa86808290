from django.apps import AppConfig


class JugueteConfig(AppConfig):
    name = "tests.juguete"
    label = "juguete"
    verbose_name = "Juguete"
