"""El campo «Fotos y documentos» de un formulario: lo que llegó con él, lo que ya estaba y lo que falta decir.

Una vista que lo usa lleva `@admite_archivos(limites)` y `@escribe_tarde`, y llama en este orden: `recoger`,
`transaccion.pasar_a_escritura()`, el servicio de su área, `campo.poner(...)`. Si el formulario se rechaza, lo
subido queda y la página se vuelve a mostrar con el mismo campo.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import request
from flask_babel import gettext as _

from app.adjuntos import consultas, servicios
from app.adjuntos.consultas import AdjuntoVisible
from app.adjuntos.errores import Rechazo
from app.adjuntos.reglas import LIMITES_PROPUESTA, Limites, es_clave, es_formulario
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Identidad

V = TypeVar("V", bound=Callable[..., Any])
_DE = "descripcion-"


def admite_archivos(limites: Limites) -> Callable[[V], V]:
    """Marca una vista que recibe archivos: su formulario puede pesar lo que suman esos límites."""

    def marcar(vista: V) -> V:
        vista.admite_bytes = limites.envio  # type: ignore[attr-defined]
        return vista

    return marcar


@dataclass
class Campo:
    """Lo que el campo muestra y lo que hay que hacer con ello al aceptarse el formulario."""

    formulario: str
    limites: Limites
    contenido_id: int | None = None
    puestos: list[AdjuntoVisible] = field(default_factory=list)
    nuevos: list[AdjuntoVisible] = field(default_factory=list)
    rechazos: list[Rechazo] = field(default_factory=list)
    descripciones: dict[str, str] = field(default_factory=dict)
    quitar: frozenset[str] = frozenset()
    faltan: frozenset[str] = frozenset()

    def libres(self, clase: str) -> int:
        """Cuántos más caben de esa clase («imagen» o «pdf»)."""
        return max(0, self.limites.cuantos(clase) - sum(a.clase == clase for a in self.puestos))

    @property
    def quedan(self) -> int:
        """Cuántos archivos más caben."""
        return self.libres("imagen") + self.libres("pdf")

    @property
    def errores(self) -> list[dict[str, str]]:
        """Lo que falta o no se guardó, para el resumen de la página: `[{id, mensaje}]`."""
        rechazados = [
            {"id": "archivos" if self.quedan else "adjuntos", "mensaje": f"{r.nombre}: {r.mensaje}"}
            for r in self.rechazos
        ]
        return rechazados + [
            {"id": f"{_DE}{a.clave}", "mensaje": str(_("Di qué se ve en la foto %(n)s.", n=a.nombre))}
            for a in self.puestos
            if a.clave in self.faltan
        ]

    @property
    def recien_subidas(self) -> bool:
        """Verdadero si alguna foto que acaba de llegar todavía no dice qué se ve en ella."""
        return bool({a.clave for a in self.nuevos} & self._mudas())

    def _mudas(self) -> set[str]:
        mudas = (a.clave for a in self.puestos if a.es_imagen and not self.descripcion_de(a).strip())
        return set(mudas) - self.quitar

    def marcar_faltas(self) -> None:
        """Señala las fotos que no dicen qué se ve en ellas."""
        self.faltan = frozenset(self._mudas())

    def en_contenido(self) -> set[AdjuntoVisible]:
        """Lo que el contenido tenía antes de este envío."""
        return {a for a in self.puestos if a.contenido_id is not None}

    def descripcion_de(self, a: AdjuntoVisible) -> str:
        """Lo que se escribió de esa foto, aunque el formulario se haya rechazado."""
        return self.descripciones.get(a.clave, a.descripcion)

    def poner(self, quien: Identidad, contenido_id: int, *, exigir_texto: bool = True) -> list[AdjuntoVisible]:
        """Quita lo marcado y pone lo subido en el contenido, dentro de la transacción de la petición.

        Lanza `SinDescripcion` o `NoCaben`; entonces, deshecha la escritura, toca `rechazado`.
        """
        for clave in self.quitar:
            try:
                servicios.quitar(quien, clave)
            except NoEncontrado:
                continue
        return servicios.adjuntar(
            quien,
            self.formulario,
            contenido_id,
            self.descripciones,
            limites=self.limites,
            exigir_texto=exigir_texto,
        )

    def rechazado(self, quien: Identidad) -> None:
        """Tras deshacer la escritura: vuelve a leer lo que hay y señala las fotos que no dicen qué se ve."""
        self.recuperar(quien)
        self.marcar_faltas()

    def recuperar(self, quien: Identidad) -> None:
        """Vuelve a leer lo que hay: lo puesto y lo suelto, imágenes primero."""
        puestos = consultas.de_contenido(self.contenido_id) if self.contenido_id is not None else []
        juntos = puestos + consultas.sueltos(quien, self.formulario)
        self.puestos = sorted(juntos, key=lambda a: (a.clase, a.contenido_id is None))


def nuevo(
    quien: Identidad,
    limites: Limites = LIMITES_PROPUESTA,
    *,
    contenido_id: int | None = None,
    formulario: str = "",
) -> Campo:
    """El campo de una página recién abierta. Un `formulario` fijo recupera lo que se dejó a medias."""
    campo = Campo(formulario or secrets.token_urlsafe(16), limites, contenido_id)
    campo.recuperar(quien)
    return campo


def recoger(
    quien: Identidad,
    limites: Limites = LIMITES_PROPUESTA,
    *,
    contenido_id: int | None = None,
    formulario: str = "",
) -> Campo:
    """El campo de un formulario que llega: guarda sus archivos, pase lo que pase después con el resto.

    Quien llama ya comprobó que `quien` puede escribir ahí. `formulario` fijo manda sobre la ficha que llegó.
    """
    llegada = request.form.get("adjuntos_formulario", "")
    ficha = formulario or (llegada if es_formulario(llegada) else secrets.token_urlsafe(16))
    campo = Campo(ficha, limites, contenido_id)
    campo.quitar = frozenset(c for c in request.form.getlist("quitar_adjunto") if es_clave(c))
    campo.descripciones = {
        c.removeprefix(_DE): servicios.una_linea(v)
        for c, v in request.form.items()
        if c.startswith(_DE) and es_clave(c[len(_DE) :])
    }
    _quitar_sueltos(campo, quien)
    archivos = request.files.getlist("archivos")
    recibo = servicios.recibir(
        quien, archivos, ficha, limites=limites, contenido_id=contenido_id, salen=campo.quitar
    )
    campo.nuevos, campo.rechazos = recibo.guardados, recibo.rechazos
    fotos = [a for a in campo.nuevos if a.es_imagen]
    if len(fotos) == 1 and request.form.get("descripcion_nueva"):
        campo.descripciones[fotos[0].clave] = servicios.una_linea(request.form["descripcion_nueva"])
    campo.recuperar(quien)
    return campo


def _quitar_sueltos(campo: Campo, quien: Identidad) -> None:
    """Quita ya lo suelto que se marcó: si el resto se rechaza, la foto quitada no vuelve."""
    sueltas = {a.clave for a in consultas.sueltos(quien, campo.formulario)} & campo.quitar
    if sueltas:
        servicios.quitar_sueltos(quien, campo.formulario, sueltas)
        campo.quitar -= sueltas
