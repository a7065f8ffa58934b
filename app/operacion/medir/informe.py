"""Las cifras de una medida, en texto para personas."""

from __future__ import annotations

from typing import Any

from app.operacion.medir.escala import MAXIMA

_COLUMNAS = (
    ("por_segundo", "pet/s"),
    ("p50_ms", "p50 ms"),
    ("p99_ms", "p99 ms"),
    ("cpu_ms", "CPU ms/pet"),
    ("bytes", "bytes"),
    ("consultas", "consultas"),
    ("razon_por_segundo", "razón pet/s"),
    ("razon_cpu", "razón CPU"),
)


def texto(cifras: dict[str, Any]) -> str:
    """Máquina, versiones, tamaños y una tabla; las razones son contra la vara (1 = igual, más es mejor)."""
    filas = f"{cifras['filas']:,}".replace(",", ".")
    cabeza = [
        cifras["maquina"],
        " · ".join(f"{nombre} {numero}" for nombre, numero in cifras["versiones"].items()),
        f"medir {cifras['que']}: {filas} propuestas (sembradas en {cifras['sembrado_s']} s), "
        f"{cifras['procesos']} procesos web, {cifras['conexiones']} conexiones, {cifras['vueltas']}, mediana",
        "",
    ]
    ancho = max(len(caso["nombre"]) for caso in cifras["casos"])
    titulos = "  ".join(titulo for _, titulo in _COLUMNAS)
    tabla = [f"{'':<{ancho}}  {titulos}"]
    for caso in cifras["casos"]:
        celdas = (_celda(caso[clave]).rjust(len(titulo)) for clave, titulo in _COLUMNAS)
        tabla.append(f"{caso['nombre']:<{ancho}}  {'  '.join(celdas)}")
    return "\n".join([*cabeza, *tabla, *_avisos(cifras), *de_escala(cifras.get("escala"))])


def _celda(valor: Any) -> str:
    return "—" if valor is None else str(valor)


def _avisos(cifras: dict[str, Any]) -> list[str]:
    """Lo que no salió bien: una cifra con errores no vale."""
    malos = []
    for caso in cifras["casos"]:
        otros = {estado: n for estado, n in caso["estados"].items() if estado != "200"}
        if otros or caso["errores"]:
            malos.append(
                f"¡ATENCIÓN! {caso['nombre']}: respuestas {otros}, {caso['errores']} errores de conexión."
            )
    return malos


def de_escala(escala: dict[str, Any] | None) -> list[str]:
    """La tabla de razones entre la base grande y la de mil, y lo que haya que mirar."""
    if escala is None:
        return []
    hay = escala["grande"]
    filas = ", ".join(
        f"{_miles(hay[que])} {que}" for que in ("propuestas", "apoyos", "comentarios", "personas")
    )
    lineas = [
        "",
        f"Contra {_miles(escala['contra'])} propuestas, por turnos: {escala['pares']} pares, cuartil bajo, "
        f"tiempo de {escala['tiempo']}.",
        f"Base grande: {filas}.",
        "",
        f"{'orden':<13}{'filtro':<12}{'ms con mil':>11}{'ms grande':>11}{'razón':>7}{'consultas':>11}  recorre",
    ]
    for c in escala["casos"]:
        lineas.append(
            f"{c['orden']:<13}{c['filtro']:<12}{c['ms_chica']:>11}{c['ms_grande']:>11}{c['razon']:>7}"
            f"{c['consultas']:>11}  {', '.join(c['recorre']) or 'nada'}"
        )
    razones = sorted(c["razon"] for c in escala["casos"])
    lineas += [
        "",
        f"Razón: mediana {razones[len(razones) // 2]}, mayor {razones[-1]} (se espera 1,3 como mucho).",
    ]
    return [*lineas, *_avisos_de_escala(escala)]


def _avisos_de_escala(escala: dict[str, Any]) -> list[str]:
    avisos = []
    for c in escala["casos"]:
        cual = f"¡ATENCIÓN! {c['orden']}" + (f" × {c['filtro']}" if c["filtro"] else "")
        if c["estado"] != 200:
            avisos.append(f"{cual}: responde {c['estado']}.")
        if c["razon"] > MAXIMA:
            avisos.append(f"{cual}: {c['razon']} veces lo que cuesta con mil.")
        if c["recorre"]:
            avisos.append(f"{cual}: recorre entera {', '.join(c['recorre'])}.")
        pocas, muchas = c.get("tarjetas", (1, 1))
        if not muchas:
            avisos.append(f"{cual}: no muestra ninguna propuesta.")
        elif pocas != muchas:
            avisos.append(f"{cual}: no muestran lo mismo ({pocas} y {muchas} propuestas).")
    return avisos


def _miles(n: int) -> str:
    return f"{n:,}".replace(",", ".")
