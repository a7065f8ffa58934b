"""Quién puede hacer qué: la tabla rol × acto, y cómo se exige. Todo lo no dicho está prohibido.

Las áreas añaden solo predicados sobre el objeto y la fase (`<area>/permisos.py`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.nucleo.errores import NoPermitido


class Rol(StrEnum):
    """Los papeles de una persona; `VECINA` es el de toda persona con cuenta."""

    VECINA = "vecina"
    MODERADORA = "moderadora"
    PLANIFICADORA = "planificadora"
    FACILITADORA = "facilitadora"
    EVALUADORA = "evaluadora"
    ADMINISTRADORA = "administradora"
    AUDITORA = "auditora"


NOMBRES_DE_ROL = {
    Rol.MODERADORA: _l("Moderadora"),
    Rol.PLANIFICADORA: _l("Planificadora"),
    Rol.FACILITADORA: _l("Facilitadora"),
    Rol.EVALUADORA: _l("Evaluadora"),
    Rol.ADMINISTRADORA: _l("Administradora"),
    Rol.AUDITORA: _l("Auditora"),
}
"""Los roles que se dan, en palabras."""


class Permiso(StrEnum):
    """Vocabulario de actos: `area:recurso:accion`."""

    CUENTA_PROPIA = "cuentas:cuenta:gestionar"
    ROLES_VER = "cuentas:rol:ver"
    ROLES_DAR = "cuentas:rol:dar"
    PLAN_VER_BORRADOR = "plan:plan:ver_borrador"
    PLAN_EDITAR = "plan:elemento:editar"
    PLAN_IMPORTAR = "plan:plan:importar"
    INDICADOR_EDITAR = "avance:indicador:editar"
    AVANCE_ANOTAR = "avance:medicion:anotar"
    CONSULTA_EDITAR = "consulta_plan:consulta:editar"
    CONSULTA_PARTICIPAR = "consulta_plan:consulta:participar"
    TABLERO_VER = "tableros:tablero:ver"
    PROCESO_EDITAR = "procesos:proceso:editar"
    PROCESO_VER_BORRADOR = "procesos:proceso:ver_borrador"
    PROPONER = "propuestas:propuesta:crear"
    PROPUESTA_PROPIA = "propuestas:propuesta:gestionar_propia"
    PROPUESTA_CLASIFICAR = "propuestas:propuesta:clasificar"
    APOYAR = "propuestas:apoyo:dar"
    COMENTAR = "participacion:comentario:crear"
    COMENTARIO_VOTAR = "participacion:comentario:votar"
    ADJUNTAR = "adjuntos:adjunto:subir"
    PADRON_PROPIO = "padron:vinculo:comprobar"
    PADRON_VER = "padron:padron:ver"
    PADRON_IMPORTAR = "padron:padron:importar"
    PADRON_RESOLVER = "padron:objecion:resolver"
    PUNTOS_EDITAR = "padron:punto:editar"
    MOSTRADOR_ATENDER = "mostrador:persona:atender"
    MOSTRADOR_VER = "mostrador:acto:ver"
    SOLICITUDES_VER = "privacidad:solicitud:ver"
    SOLICITUDES_ATENDER = "privacidad:solicitud:atender"
    AVISO_EDITAR = "privacidad:aviso:editar"
    TERRITORIO_EDITAR = "territorio:territorio:editar"


_VECINA = {
    Permiso.CUENTA_PROPIA,
    Permiso.PROPONER,
    Permiso.PROPUESTA_PROPIA,
    Permiso.APOYAR,
    Permiso.COMENTAR,
    Permiso.COMENTARIO_VOTAR,
    Permiso.ADJUNTAR,
    Permiso.PADRON_PROPIO,
    Permiso.CONSULTA_PARTICIPAR,
}
_PERSONAL_LEE = {Permiso.PLAN_VER_BORRADOR, Permiso.PROCESO_VER_BORRADOR, Permiso.TABLERO_VER}
_PLANIFICA = {
    Permiso.PLAN_EDITAR,
    Permiso.PLAN_IMPORTAR,
    Permiso.INDICADOR_EDITAR,
    Permiso.AVANCE_ANOTAR,
    Permiso.CONSULTA_EDITAR,
    Permiso.PROPUESTA_CLASIFICAR,
}

TABLA: dict[Rol, frozenset[Permiso]] = {
    Rol.VECINA: frozenset(_VECINA),
    Rol.MODERADORA: frozenset(_PERSONAL_LEE),
    Rol.PLANIFICADORA: frozenset(_PERSONAL_LEE | _PLANIFICA),
    Rol.FACILITADORA: frozenset({Permiso.MOSTRADOR_ATENDER}),
    Rol.EVALUADORA: frozenset(_PERSONAL_LEE),
    Rol.ADMINISTRADORA: frozenset(
        _PERSONAL_LEE
        | _PLANIFICA
        | {
            Permiso.ROLES_VER,
            Permiso.ROLES_DAR,
            Permiso.PROCESO_EDITAR,
            Permiso.TERRITORIO_EDITAR,
            Permiso.PADRON_VER,
            Permiso.PADRON_IMPORTAR,
            Permiso.PADRON_RESOLVER,
            Permiso.PUNTOS_EDITAR,
            Permiso.MOSTRADOR_VER,
            Permiso.SOLICITUDES_VER,
            Permiso.SOLICITUDES_ATENDER,
            Permiso.AVISO_EDITAR,
        }
    ),
    Rol.AUDITORA: frozenset(
        _PERSONAL_LEE | {Permiso.ROLES_VER, Permiso.PADRON_VER, Permiso.MOSTRADOR_VER, Permiso.SOLICITUDES_VER}
    ),
}


@dataclass(frozen=True)
class RolEn:
    """Un rol y su alcance: vacío es toda la ciudad; si no, un proceso, unos territorios o una unidad."""

    rol: Rol
    proceso_id: int | None = None
    territorios: frozenset[int] | None = None
    unidad_id: int | None = None

    def alcanza(self, proceso_id: int | None, territorio_id: int | None, unidad_id: int | None) -> bool:
        """Verdadero si este rol vale para el objeto dado por su proceso, territorio y unidad."""
        return (
            (self.proceso_id is None or self.proceso_id == proceso_id)
            and (self.territorios is None or territorio_id in self.territorios)
            and (self.unidad_id is None or self.unidad_id == unidad_id)
        )


@dataclass(frozen=True)
class Identidad:
    """Quién pide: un valor suelto, ya cargado, que no vuelve a tocar la base."""

    persona_id: int | None = None
    seudonimo: str = ""
    acreditacion: int = 0
    roles: tuple[RolEn, ...] = ()
    sesion: str = ""
    territorio_id: int | None = None
    nacimiento: int | None = None
    reautenticada_en: dt.datetime | None = None
    segundo_factor: bool = False
    """Si esta sesión dio el segundo paso: sin él ningún rol de la municipalidad vale."""
    atendida_por: int | None = None
    """La facilitadora que actúa en su nombre, si está en un mostrador."""

    @property
    def autenticada(self) -> bool:
        """Verdadero si entró con su cuenta."""
        return self.persona_id is not None

    @property
    def persona(self) -> int:
        """El id de la persona; solo se pide después de exigir un permiso."""
        if self.persona_id is None:
            raise NoPermitido()
        return self.persona_id

    @property
    def es_personal(self) -> bool:
        """Verdadero si tiene algún rol además del de vecina."""
        return bool(self.roles)

    @property
    def ejerce(self) -> bool:
        """Verdadero si es personal y dio el segundo paso: sin él es una vecina más."""
        return self.autenticada and self.es_personal and self.segundo_factor

    def puede(
        self,
        permiso: Permiso,
        *,
        proceso_id: int | None = None,
        territorio_id: int | None = None,
        unidad_id: int | None = None,
    ) -> bool:
        """Verdadero si algún rol que ejerce concede el acto y alcanza el objeto."""
        if self._es_de_vecina(permiso):
            return True
        return self.ejerce and any(
            permiso in TABLA[r.rol] and r.alcanza(proceso_id, territorio_id, unidad_id) for r in self.roles
        )

    def puede_en_algun_lugar(self, permiso: Permiso) -> bool:
        """Verdadero si algún rol suyo concede el acto, con cualquier alcance (para puertas y menús)."""
        return self._es_de_vecina(permiso) or (self.ejerce and any(permiso in TABLA[r.rol] for r in self.roles))

    def le_falta_el_segundo_paso(self, permiso: Permiso) -> bool:
        """Verdadero si algún rol suyo concede el acto pero esta sesión no ha dado el segundo paso."""
        return self.autenticada and not self.segundo_factor and any(permiso in TABLA[r.rol] for r in self.roles)

    def _es_de_vecina(self, permiso: Permiso) -> bool:
        """Toda cuenta puede lo que puede una vecina; la de auditoría solo cuida de sí misma y no escribe."""
        if permiso not in TABLA[Rol.VECINA] or not self.autenticada:
            return False
        return permiso is Permiso.CUENTA_PROPIA or all(r.rol is not Rol.AUDITORA for r in self.roles)

    # Lo que Flask-Login pide a quien entra.
    @property
    def is_authenticated(self) -> bool:
        return self.autenticada

    @property
    def is_active(self) -> bool:
        return self.autenticada

    @property
    def is_anonymous(self) -> bool:
        return not self.autenticada

    def get_id(self) -> str:
        return str(self.persona_id or "")


ANONIMA = Identidad()


@dataclass(frozen=True)
class _Operacion(Identidad):
    """Quien da órdenes en la propia máquina: puede todo y no es una persona."""

    def puede(
        self,
        permiso: Permiso,
        *,
        proceso_id: int | None = None,
        territorio_id: int | None = None,
        unidad_id: int | None = None,
    ) -> bool:
        """Siempre: quien abre la base ya puede todo."""
        return True

    def puede_en_algun_lugar(self, permiso: Permiso) -> bool:
        """Siempre."""
        return True


OPERACION = _Operacion()
"""La identidad con que las órdenes llaman a los servicios; sus hechos no llevan persona."""


def exigir(
    quien: Identidad,
    permiso: Permiso,
    *,
    proceso_id: int | None = None,
    territorio_id: int | None = None,
    unidad_id: int | None = None,
) -> None:
    """Lanza `NoPermitido` si ningún rol de `quien` concede el acto sobre el objeto (para los servicios)."""
    if not quien.puede(permiso, proceso_id=proceso_id, territorio_id=territorio_id, unidad_id=unidad_id):
        raise NoPermitido()
