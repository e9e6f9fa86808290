"""How every form of the portal is drawn."""

from django.forms.renderers import TemplatesSetting


class RenderizadorVuce(TemplatesSetting):
    pass
