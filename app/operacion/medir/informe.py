"""Las cifras de una medida, en texto para personas."""

from __future__ import annotations

from typing import Any

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
    return "\n".join([*cabeza, *tabla, *_avisos(cifras)])


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
