"""Con el 400 % de aumento (1280 × 1024 px se vuelven 320 × 256) nada se mueve de lado, lo que se queda pegado
no ocupa más de un tercio, y lo que tiene el foco se ve, también cuando la página corre sola hasta él."""

from __future__ import annotations

import pytest
from flask import Flask

from app.extensiones import db
from app.nucleo.permisos import Rol
from tests.fabricas import cuentas, padron, participacion, procesos, propuestas, tableros, territorio
from tests.fabricas import plan as planes
from tests.recorridos.test_lo_muy_largo import LARGA
from tests.recorridos.test_recorridos import Abrir

ANCHO, ALTO = 320, 256
MIRAR = """() => {
  const malos = [], alto = innerHeight, ancho = innerWidth;
  if (document.documentElement.scrollWidth > ancho) malos.push("se desborda");
  const seEnfocan = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  for (const e of document.querySelectorAll(seEnfocan)) {
    if (e.closest("svg") || !e.checkVisibility()) continue;
    e.focus();
    const r = e.getClientRects()[0];
    if (document.activeElement !== e || r.width < 3) continue;
    const x = (Math.max(r.left, 0) + Math.min(r.right, ancho)) / 2;
    const y = (Math.max(r.top, 0) + Math.min(r.bottom, alto)) / 2;
    const encima = document.elementFromPoint(x, y);
    const suyo = [e, ...e.labels || []].some(s => s.contains(encima) || encima?.contains(s));
    if (!suyo) malos.push("no se ve con el foco: " + e.outerHTML.slice(0, 120));
  }
  for (const e of document.querySelectorAll("main *, header, header *")) {
    const r = e.getBoundingClientRect();
    if (["sticky", "fixed"].includes(getComputedStyle(e).position) && !e.closest("caption, thead")
        && r.height > alto / 3 && r.width > ancho / 2) malos.push("pegado: " + e.outerHTML.slice(0, 120));
  }
  return malos;
}"""


@pytest.fixture(scope="module")
def paginas(app_servida: Flask, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Las páginas de cada quien: la ficha de su sesión (vacía, sin cuenta) y sus direcciones."""
    with app_servida.app_context():
        ciudad = tableros.ciudad()
        for codigo in ("1", "1.1"):
            planes.elemento(ciudad.plan, codigo).titulo = LARGA
        ciudad.lugares["norte"].nombre = LARGA
        proceso = procesos.proceso(nombre="Mejoras de barrio")
        ella = cuentas.identidad_de(cuentas.persona())
        for n in range(8):  # para que la matriz no quepa a lo ancho
            lugar = territorio.lugar(de=ciudad.lugares["sur"], forma=territorio.cuadrado(n / 10, 0, 0.1))
            propuestas.propuesta(ella, proceso=proceso, territorio_id=lugar.id)
        codigo = propuestas.codigo_de(propuestas.propuesta(ella, proceso=proceso))
        participacion.comentario(codigo, ella, "Una pregunta.")
        padron.importado(tmp_path_factory.mktemp("padron"), [padron.fila(1, ciudad.lugares["n1"])])
        plan, clave = f"/plan/{ciudad.plan.clave}", proceso.clave
        fichas = [
            cuentas.sesion_de(cuentas.personal(rol))[1] for rol in (Rol.ADMINISTRADORA, Rol.PLANIFICADORA)
        ]
        db.session.remove()
    publicas = [
        "/", "/tablero", "/territorios", "/territorios/D1", "/procesos", f"/procesos/{clave}", "/propuestas",
        f"/propuestas/{codigo}/x", f"/c/{codigo}", f"/c/{codigo}/conversacion", "/c", plan, f"{plan}/1.1",
        f"{plan}/avance", f"{plan}/indicadores", f"{plan}/dinero", "/como-funciona", "/padron", "/privacidad",
        "/donde-te-atienden", "/entrar", "/registro", "/auditoria",
    ]  # fmt: skip
    manda = [
        "/cuenta", "/administrar/padron", "/administrar/puntos/nuevo", "/administrar/roles",
        "/administrar/solicitudes", "/mostrador/actos", f"/procesos/{clave}/reglas", f"{plan}/importar",
    ]  # fmt: skip
    planifica = [
        "/tablero/matriz?nivel=1&lugares=barrio",
        "/tablero/pendientes",
        f"/propuestas/{codigo}/clasificar",
    ]
    return {"": publicas, fichas[0]: manda, fichas[1]: planifica}


def test_con_el_cuatrocientos_por_ciento(
    visitar: Abrir, app_servida: Flask, paginas: dict[str, list[str]]
) -> None:
    malas: dict[str, list[str]] = {}
    for ficha, rutas in paginas.items():
        visita = visitar(ancho=ANCHO)
        visita.pagina.set_viewport_size({"width": ANCHO, "height": ALTO})
        visita.con_axe = False
        if ficha:
            visita.con_sesion(app_servida, ficha)
        for ruta in rutas:
            assert visita.ir(ruta) == 200, ruta
            if faltas := visita.pagina.evaluate(MIRAR):
                malas[ruta] = faltas[:4]
    assert not malas
