"""La página donde se dice cómo se llaman los niveles del territorio en otros idiomas."""

from __future__ import annotations

import pytest

from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.errores import NoPermitido
from app.nucleo.permisos import Rol
from app.territorio import servicios
from tests.cliente import Cliente
from tests.fabricas import cuentas
from tests.fabricas import territorio as fabrica

RUTA = "/territorios/niveles"


def _entra(cliente: Cliente, rol: Rol | None = Rol.ADMINISTRADORA) -> Persona:
    persona = cuentas.personal(rol) if rol else cuentas.persona()
    cuentas.entrar(cliente, persona)
    return persona


def _campo(clave: str, campo: str) -> str:
    return f"nivel{fabrica.nivel(clave).id}-{campo}"


def test_el_nombre_escrito_se_lee_en_su_idioma_y_solo_en_el(cliente: Cliente) -> None:
    fabrica.ciudad()
    cliente.set_cookie("idioma", "pt")
    assert 'lang="es">Barrio<' in cliente.get("/territorios/D1-01").text
    _entra(cliente)
    assert f'href="{RUTA}"' in cliente.get("/territorios").text
    datos = {_campo("barrio", "singular__pt"): "freguesia", _campo("barrio", "plural__pt"): " freguesias "}
    cliente.get(RUTA)
    assert cliente.enviar(RUTA, datos).status_code == 303
    assert fabrica.nivel("barrio").traducciones == {"pt": {"singular": "freguesia", "plural": "freguesias"}}
    assert "Freguesia<" in cliente.get("/territorios/D1-01").text
    assert 'lang="es">Distrito<' in cliente.get("/territorios/D1").text
    cliente.set_cookie("idioma", "es")
    assert ">Barrio<" in cliente.get("/territorios/D1-01").text


def test_un_nombre_que_no_cabe_se_dice_y_no_se_pierde(cliente: Cliente) -> None:
    fabrica.ciudad()
    _entra(cliente)
    largo = "x" * 61
    cliente.get(RUTA)
    respuesta = cliente.enviar(RUTA, {_campo("barrio", "singular__en"): largo})
    assert respuesta.status_code == 422
    assert largo in respuesta.text
    db.session.expire_all()
    assert fabrica.nivel("barrio").traducciones == {}


@pytest.mark.parametrize("rol", [None, Rol.MODERADORA, Rol.PLANIFICADORA])
def test_solo_la_administradora(cliente: Cliente, rol: Rol | None) -> None:
    fabrica.ciudad()
    persona = _entra(cliente, rol)
    assert cliente.get(RUTA).status_code == 403
    assert f'href="{RUTA}"' not in cliente.get("/territorios").text
    with pytest.raises(NoPermitido):
        servicios.nombrar_niveles(cuentas.identidad_de(persona), {"barrio": {"pt": {"singular": "x"}}})
