"""Las páginas con cuenta: en español axe, a 360 y a 1280; en portugués y en inglés, nada dicho en español.

Lo que aquí escribe la gente está en latín: todo lo que suene a español lo dice la interfaz.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.permisos import ANONIMA, Rol
from app.plan.reglas import FilaPlan
from app.privacidad import servicios as privacidad
from tests.fabricas import cuentas, padron, participacion, procesos, propuestas, territorio
from tests.fabricas import plan as planes
from tests.recorridos.idiomas import revisar
from tests.recorridos.pagina import Visita

Abrir = Callable[..., Visita]
EN_LATIN: dict[str, Any] = {
    "titulo": "Umbra in foro",
    "resumen": "Tectum et scamna.",
    "cuerpo": "Meridie sol urit.",
}
NIVELES = tuple({i: {"singular": n, "plural": n} for i in ("es", "pt", "en")} for n in ("axis", "finis"))
FILAS = (FilaPlan("1", "Via tuta", peso=60, ods=("1",)), FilaPlan("1.1", "Lux noctu", "1", peso=40))


def _gente(rol: Rol | None = None, **datos: object) -> Persona:
    n = next(_numero)
    valores = {"acreditacion": 2, "seudonimo": f"Aurora {n}", "clave": cuentas.CLAVE, **datos}
    return cuentas.personal(rol, **valores) if rol else cuentas.persona(**valores)  # type: ignore[arg-type]


_numero = iter(range(1, 100))
SIN_PASO = ("nueva", "media")
"""Quienes entraron con su clave y les falta el segundo paso."""


def _personal() -> dict[str, Persona]:
    """Quien manda, quien atiende, y dos que aún no dan el segundo paso: una lo tiene preparado."""
    quienes = {
        "jefa": _gente(Rol.ADMINISTRADORA),
        "facilitadora": _gente(Rol.FACILITADORA),
        "nueva": _gente(Rol.MODERADORA),
        "media": _gente(Rol.MODERADORA),
    }
    cuentas.con_segundo_paso(quienes["media"])
    cuentas.con_segundo_paso(quienes["facilitadora"])
    return quienes


@pytest.fixture(scope="module")
def ciudad(app_servida: Flask, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Una cosa de cada clase, escrita en latín; devuelve lo que hace falta para llegar a cada página."""
    carpeta: Path = tmp_path_factory.mktemp("padron")
    with app_servida.app_context(), app_servida.test_request_context():
        lugar = territorio.lugar("Ripa")
        edicion = padron.importado(carpeta, [padron.fila(n, lugar) for n in range(12)])
        lista = padron.importado(carpeta, [padron.fila(n, lugar) for n in range(14)], aplicar=False)
        punto = padron.punto("Domus", en=lugar, direccion="Via Longa 5", horario="8:00-16:00")
        plan = planes.plan(
            filas=FILAS, nombre="Consilium 2035", lema="Pedibus", presentacion="Urbs.", niveles=NIVELES
        )
        proceso = procesos.proceso(
            nombre="Voces urbis", proposito="Vox populi.", fases=[replace(procesos.ventana(), nombre="Vox")]
        )
        corte = padron.corte(proceso)
        objecion = padron.objecion(corte, texto="Absum.")
        ella = _gente()
        de = cuentas.identidad_de(ella)
        borrador = propuestas.borrador(de, proceso=proceso, **EN_LATIN)
        publica = propuestas.propuesta(de, proceso=proceso, **EN_LATIN)
        codigo = propuestas.codigo_de(publica)
        participacion.comentario(codigo, de, "Placet.")
        quienes = _personal()
        rol = cuentas.dar_rol(quienes["facilitadora"], Rol.EVALUADORA)
        pedida = privacidad.pedir(ANONIMA, "acceso", "Quid de me?", "aurora@correo.example")
        db.session.commit()
        datos = {
            "borrador": propuestas.codigo_de(borrador), "codigo": codigo, "plan": plan.clave,
            "solicitud": pedida.codigo, "edicion": edicion.id, "lista": lista.id, "punto": punto.id,
            "corte": corte, "objecion": objecion.id, "persona": rol.persona_id, "rol": rol.id,
        }  # fmt: skip
        quienes |= {"ella": ella}
        fichas = {q: cuentas.sesion_de(p, segundo_factor=q not in SIN_PASO)[1] for q, p in quienes.items()}
        db.session.remove()
        return {k: str(v) for k, v in datos.items()} | fichas


RUTAS = {
    "ella": (
        "/cuenta /cuenta/datos /cuenta/clave /cuenta/correo /cuenta/sesiones /cuenta/comprobar /cuenta/padron "
        "/cuenta/mis-datos /cuenta/borrar /cuenta/propuestas /proponer /proponer/{borrador}/idea "
        "/proponer/{borrador}/plan /proponer/{borrador}/lugar /proponer/{borrador}/fotos "
        "/proponer/{borrador}/revisar /proponer/{borrador}/borrar /propuestas/{codigo} "
        "/propuestas/{codigo}/editar /propuestas/{codigo}/retirar /propuestas/{codigo}/firmas "
        "/propuestas/{codigo}/fotos /propuestas/{codigo}/versiones"
    ),
    "nueva": "/cuenta/segundo-factor/preparar /cuenta/segundo-factor",
    "media": "/cuenta/segundo-paso",
    "facilitadora": "/cuenta/segundo-factor /mostrador /mostrador/registrar",
    "jefa": (
        "/administrar/padron /administrar/padron/{edicion} /administrar/padron/{lista} "
        "/administrar/padron/abierto /administrar/padron/baja /administrar/padron/separar "
        "/administrar/padron/cortes/nuevo /administrar/padron/cortes/{corte} "
        "/administrar/padron/objeciones/{objecion} /administrar/puntos /administrar/puntos/nuevo "
        "/administrar/puntos/{punto} /administrar/solicitudes /administrar/solicitudes/respondidas "
        "/administrar/solicitudes/{solicitud} "
        "/administrar/aviso-de-privacidad /administrar/roles /administrar/roles/{persona} "
        "/administrar/roles/{persona}/quitar/{rol} /administrar/roles/{persona}/segundo-paso /mostrador/actos "
        "/propuestas/{codigo}/clasificar /planes /planes/unidades /plan/{plan}/editar /plan/{plan}/nuevo "
        "/plan/{plan}/1.1/editar /plan/{plan}/importar"
    ),
}


def _mirar(visita: Visita, idioma: str) -> list[str]:
    if idioma == "es":
        visita.revisar_a(1280)
    return revisar(visita, idioma)


def _atender(visita: Visita, idioma: str, codigo: str) -> list[str]:
    """El mostrador con alguien delante: se registra con el primer campo, sea cual sea el idioma."""
    visita.pagina.locator("main input[name=nombre]").fill("Aurora Nivalis")
    visita.pagina.locator("main .botonera button").click()
    visita.revisar()
    hallados = _mirar(visita, idioma)
    for pagina in ("proponer", "propuestas", "acreditar", f"propuestas/{codigo}/comentar"):
        visita.ir(f"/mostrador/{pagina}")
        hallados += _mirar(visita, idioma)
    return hallados


@pytest.mark.parametrize(("idioma", "ancho"), [("es", 360), ("pt", 360), ("en", 1280)])
def test_lo_propio_y_el_trabajo_en_cada_idioma(
    visitar: Abrir, app_servida: Flask, ciudad: dict[str, str], idioma: str, ancho: int
) -> None:
    visita = visitar(ancho=ancho, idioma=idioma)
    hallados = []
    for quien, rutas in RUTAS.items():
        visita.con_sesion(app_servida, ciudad[quien])
        for ruta in rutas.split():
            pedida = ruta.format(**ciudad)
            assert (visita.ir(pedida), pedida in visita.pagina.url) == (200, True), visita.pagina.url
            hallados += _mirar(visita, idioma)
        if quien == "facilitadora":
            hallados += _atender(visita, idioma, ciudad["codigo"])
    assert not hallados, "\n".join(hallados)
